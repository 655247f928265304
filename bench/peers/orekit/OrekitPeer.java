import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.hipparchus.geometry.euclidean.threed.Vector3D;
import org.orekit.bodies.CelestialBody;
import org.orekit.bodies.CelestialBodyFactory;
import org.orekit.bodies.GeodeticPoint;
import org.orekit.bodies.OneAxisEllipsoid;
import org.orekit.data.DataContext;
import org.orekit.data.DirectoryCrawler;
import org.orekit.frames.Frame;
import org.orekit.frames.FramesFactory;
import org.orekit.frames.TopocentricFrame;
import org.orekit.orbits.KeplerianOrbit;
import org.orekit.orbits.PositionAngleType;
import org.orekit.propagation.Propagator;
import org.orekit.propagation.analytical.KeplerianPropagator;
import org.orekit.propagation.events.EventsLogger;
import org.orekit.propagation.events.FunctionalDetector;
import org.orekit.propagation.events.handlers.ContinueOnEvent;
import org.orekit.time.AbsoluteDate;
import org.orekit.time.TimeScale;
import org.orekit.time.TimeScalesFactory;
import org.orekit.utils.Constants;
import org.orekit.utils.IERSConventions;
import org.orekit.utils.PVCoordinates;
import org.orekit.utils.TrackingCoordinates;

/**
 * The work of bench/peers by Orekit, with its own data: DE440 and Earth orientation of the data bundle. Arguments: the folder
 * of the work, the bundle. Protocol: worker.ts. CPU time of the working thread alone, seconds: neither the compiler's nor
 * the collector's.
 */
public final class OrekitPeer {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final TimeScale tdb = TimeScalesFactory.getTDB();
  private final AbsoluteDate j2000 = new AbsoluteDate(2000, 1, 1, 12, 0, 0.0, tdb);
  private final Frame gcrf = FramesFactory.getGCRF();
  private final Frame itrf = FramesFactory.getITRF(IERSConventions.IERS_2010, true);
  private final CelestialBody moon = CelestialBodyFactory.getMoon();
  private final CelestialBody sun = CelestialBodyFactory.getSun();
  private final List<TopocentricFrame> stations = new ArrayList<>();
  private final AbsoluteDate[] random;
  private final AbsoluteDate[] ordered;
  private double[] year;
  private double elevation_rad;
  private double step_s;
  private double wideStep_s;
  /** Of the last search: group, start, end. */
  private double[] edges = {};

  private OrekitPeer(final Path folder) throws Exception {
    final OneAxisEllipsoid wgs84 = new OneAxisEllipsoid(6378137.0, 1 / 298.257223563, itrf);
    for (final String line : Files.readAllLines(folder.resolve("work.txt"))) {
      final String[] words = line.split(" ");
      switch (words[0]) {
        case "site" -> {
          if (words[1].equals("399")) {
            final GeodeticPoint at = new GeodeticPoint(number(words[4]), number(words[5]), 1e3 * number(words[6]));
            stations.add(new TopocentricFrame(wgs84, at, words[3]));
          }
        }
        case "year" -> year = new double[] {number(words[1]), number(words[2])};
        case "elevation" -> elevation_rad = number(words[1]);
        case "steps" -> step_s = number(words[1]);
        case "wide-steps" -> wideStep_s = number(words[1]);
        default -> { }
      }
    }
    random = dates(folder.resolve("random.f64"));
    ordered = dates(folder.resolve("ordered.f64"));
  }

  private static double number(final String word) {
    return Double.parseDouble(word);
  }

  private AbsoluteDate[] dates(final Path file) throws Exception {
    final ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    final AbsoluteDate[] out = new AbsoluteDate[bytes.remaining() / 8];
    for (int i = 0; i < out.length; i++) {
      out[i] = date(bytes.getDouble());
    }
    return out;
  }

  private AbsoluteDate date(final double tdb_s) {
    return new AbsoluteDate(j2000, tdb_s, tdb);
  }

  private double[] state(final AbsoluteDate date) {
    final PVCoordinates pv = moon.getPVCoordinates(date, gcrf);
    final Vector3D p = pv.getPosition();
    final Vector3D v = pv.getVelocity();
    return new double[] {p.getX() / 1e3, p.getY() / 1e3, p.getZ() / 1e3, v.getX() / 1e3, v.getY() / 1e3, v.getZ() / 1e3};
  }

  private double[] sight(final AbsoluteDate date) {
    final TrackingCoordinates seen = stations.get(0).getTrackingCoordinates(sun.getPosition(date, gcrf), gcrf, date);
    return new double[] {seen.getAzimuth(), seen.getElevation()};
  }

  private double[] value(final String row, final AbsoluteDate date) {
    return row.startsWith("states") ? state(date) : sight(date);
  }

  /** Orekit finds events along a propagation, so something has to fly; what it is does not matter. */
  private int above(final double every_s) {
    final List<Double> found = new ArrayList<>();
    for (int group = 0; group < stations.size(); group++) {
      final TopocentricFrame station = stations.get(group);
      final Propagator carrier = new KeplerianPropagator(new KeplerianOrbit(42164000, 0, 0.1, 0, 0, 0,
          PositionAngleType.TRUE, gcrf, date(year[0]), Constants.EIGEN5C_EARTH_MU));
      final EventsLogger logger = new EventsLogger();
      carrier.addEventDetector(logger.monitorDetector(new FunctionalDetector().withMaxCheck(every_s).withThreshold(1e-6)
          .withHandler(new ContinueOnEvent()).withFunction(s ->
              station.getElevation(moon.getPosition(s.getDate(), gcrf), gcrf, s.getDate()) - elevation_rad)));
      carrier.propagate(date(year[0]), date(year[1]));
      double start = year[0];
      boolean open = true;
      for (final EventsLogger.LoggedEvent event : logger.getLoggedEvents()) {
        final double at = event.getState().getDate().offsetFrom(j2000, tdb);
        open = event.isIncreasing();
        if (open) {
          start = at;
        } else {
          found.addAll(List.of((double) group, start, at));
        }
      }
      if (open) {
        found.addAll(List.of((double) group, start, year[1]));
      }
    }
    edges = found.stream().mapToDouble(Double::doubleValue).toArray();
    return edges.length / 3;
  }

  private String run(final String row, final int count) {
    final AbsoluteDate[] dates = row.endsWith("random") ? random : ordered;
    final long start = THREADS.getCurrentThreadCpuTime();
    double sum = 0;
    int done = count;
    if (row.startsWith("above")) {
      done = above(row.equals("above") ? step_s : wideStep_s);
    } else {
      for (int i = 0; i < count; i++) {
        sum += value(row, dates[i])[0];
      }
    }
    return (THREADS.getCurrentThreadCpuTime() - start) / 1e9 + " " + done + " " + sum;
  }

  private String values(final String row, final int count, final Path file) throws Exception {
    final AbsoluteDate[] dates = row.endsWith("random") ? random : ordered;
    final List<double[]> all = new ArrayList<>();
    String spent = "0 " + count;
    if (row.startsWith("above")) {
      spent = run(row, 0);
      all.add(edges);
    } else {
      for (int i = 0; i < count; i++) {
        all.add(value(row, dates[i]));
      }
    }
    final ByteBuffer bytes = ByteBuffer.allocate(8 * all.stream().mapToInt(v -> v.length).sum()).order(ByteOrder.LITTLE_ENDIAN);
    all.forEach(values -> {
      for (final double x : values) {
        bytes.putDouble(x);
      }
    });
    Files.write(file, bytes.array());
    return spent;
  }

  public static void main(final String[] arguments) throws Exception {
    DataContext.getDefault().getDataProvidersManager().addProvider(new DirectoryCrawler(new File(arguments[1])));
    final OrekitPeer peer = new OrekitPeer(Path.of(arguments[0]));
    System.out.println("ready Orekit 13.1.8");
    final BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      final String[] words = line.split(" ", 4);
      final int count = Integer.parseInt(words[2]);
      final boolean timed = words[0].equals("run");
      System.out.println(timed ? peer.run(words[1], count) : peer.values(words[1], count, Path.of(words[3])));
    }
  }
}
