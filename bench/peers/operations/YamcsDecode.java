import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.yamcs.YConfiguration;
import org.yamcs.mdb.Mdb;
import org.yamcs.mdb.MdbFactory;
import org.yamcs.mdb.XtceTmExtractor;
import org.yamcs.parameter.ParameterValue;
import org.yamcs.parameter.Value;
import org.yamcs.xtce.SequenceContainer;

/**
 * Yamcs' decoder of packets alone, without links and archives, by the protocol of bench/peers. Arguments: the dictionary, a file
 * of packets. CPU time of the working thread: neither the compiler's nor the collector's.
 */
public final class YamcsDecode {
  private static final int OCTETS = 100;

  public static void main(String[] args) throws Exception {
    YConfiguration.setupTest(null);
    Map<String, Object> source = new HashMap<>();
    source.put("type", "xtce");
    source.put("args", new HashMap<>(Map.of("file", args[0])));
    Mdb mdb = MdbFactory.createInstance(List.of(YConfiguration.wrap(source)), false, false);
    SequenceContainer root = mdb.getSequenceContainer("/BENCH/ccsds");
    XtceTmExtractor extractor = new XtceTmExtractor(mdb);
    extractor.provideAll();
    byte[] packets = Files.readAllBytes(Path.of(args[1]));
    var threads = ManagementFactory.getThreadMXBean();
    System.out.println("ready Yamcs 5.12.8");
    var in = new BufferedReader(new InputStreamReader(System.in));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] words = line.split(" ");
      int count = Integer.parseInt(words[2]);
      ByteBuffer out =
          words.length < 4 ? null : ByteBuffer.allocate(count * 28 * 8).order(ByteOrder.LITTLE_ENDIAN);
      long now = System.currentTimeMillis();
      long start = threads.getCurrentThreadCpuTime();
      long values = 0;
      for (int i = 0; i < count; i++) {
        byte[] packet = Arrays.copyOfRange(packets, i * OCTETS, (i + 1) * OCTETS);
        var result = extractor.processPacket(packet, now, now, i, root).getParameterResult();
        values += result.size();
        if (out != null) for (ParameterValue value : result) out.putDouble(number(value));
      }
      double cpu = (threads.getCurrentThreadCpuTime() - start) / 1e9;
      if (out != null) Files.write(Path.of(words[3]), out.array());
      System.out.println(cpu + " " + values);
    }
    System.exit(0);
  }

  private static double number(ParameterValue value) {
    Value engineering = value.getEngValue();
    return switch (engineering.getType()) {
      case ENUMERATED -> value.getRawValue().toLong();
      case UINT64 -> {
        long x = engineering.getUint64Value();
        yield x >= 0 ? x : x + 0x1p64;
      }
      default -> engineering.toDouble();
    };
  }
}
