//! The work of bench/peers by ANISE. Argument: the folder of the work. Protocol: worker.ts. CPU time of the process,
//! seconds.
use anise::astro::Aberration;
use anise::constants::frames::{EARTH_ITRF93, EARTH_J2000, MOON_J2000, SUN_J2000};
use anise::naif::kpl::parser::convert_tpc;
use anise::prelude::{Almanac, Epoch, Frame};
use std::fs;
use std::io::{self, BufRead, Write};

#[repr(C)]
struct Timespec {
    seconds: i64,
    nanoseconds: i64,
}

extern "C" {
    fn clock_gettime(clock: i32, out: *mut Timespec) -> i32;
}

const CLOCK_PROCESS_CPUTIME_ID: i32 = 2;

fn cpu_s() -> f64 {
    let mut t = Timespec { seconds: 0, nanoseconds: 0 };
    unsafe { clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &mut t) };
    t.seconds as f64 + 1e-9 * t.nanoseconds as f64
}

/// A site: its body-fixed frame, east, north and up on that frame's axes, and where it is, km.
struct Site {
    fixed: Frame,
    east: [f64; 3],
    north: [f64; 3],
    up: [f64; 3],
    position: [f64; 3],
}

struct Work {
    almanac: Almanac,
    moon_site: Site,
    earth_site: Site,
    random: Vec<Epoch>,
    ordered: Vec<Epoch>,
}

fn epochs(folder: &str, name: &str) -> Vec<Epoch> {
    fs::read(format!("{folder}/{name}"))
        .expect("epochs")
        .chunks_exact(8)
        .map(|bytes| Epoch::from_et_seconds(f64::from_le_bytes(bytes.try_into().unwrap())))
        .collect()
}

fn site(fixed: Frame, line: &str) -> Site {
    let words: Vec<f64> = line.split(' ').skip(3).map(|word| word.parse().expect("a number")).collect();
    let ((sp, cp), (sl, cl)) = (words[0].sin_cos(), words[1].sin_cos());
    Site {
        fixed,
        east: [-sl, cl, 0.0],
        north: [-sp * cl, -sp * sl, cp],
        up: [cp * cl, cp * sl, sp],
        position: [words[3], words[4], words[5]],
    }
}

/// The principal axes of the Moon in the binary PCK of the work.
const MOON_PA: Frame = Frame::new(301, 31008);

fn read_work(folder: &str) -> Work {
    let text = fs::read_to_string(format!("{folder}/work.txt")).expect("work.txt");
    let mut almanac = Almanac::default();
    let mut constants = vec![];
    let mut sites = vec![];
    for line in text.lines() {
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        match word {
            "kernel" if rest.ends_with(".bsp") || rest.ends_with(".bpc") => {
                almanac = almanac.load(rest).expect("kernel");
            }
            "kernel" if rest.ends_with(".tpc") => constants.push(rest),
            "site" => sites.push(rest),
            _ => {}
        }
    }
    constants.sort();
    let [masses, shapes] = constants[..] else { panic!("two files of constants") };
    almanac = almanac.with_planetary_data(convert_tpc(shapes, masses).expect("constants"));
    Work {
        moon_site: site(MOON_PA, sites[0]),
        earth_site: site(EARTH_ITRF93, sites[1]),
        random: epochs(folder, "random.f64"),
        ordered: epochs(folder, "ordered.f64"),
        almanac,
    }
}

fn dot(a: &[f64; 3], b: &[f64; 3]) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

impl Work {
    #[inline(always)]
    fn state(&self, at: Epoch) -> [f64; 6] {
        let s = self.almanac.translate_geometric(MOON_J2000, EARTH_J2000, at).expect("state");
        let (r, v) = (s.radius_km, s.velocity_km_s);
        [r.x, r.y, r.z, v.x, v.y, v.z]
    }

    /// Azimuth and elevation of the Sun from a site. With a correction, as for an observer at the body's centre.
    #[inline(always)]
    fn angles(&self, site: &Site, at: Epoch, correction: Option<Aberration>) -> [f64; 2] {
        let s = self.almanac.transform(SUN_J2000, site.fixed, at, correction).expect("Sun").radius_km;
        let p = &site.position;
        let v = [s.x - p[0], s.y - p[1], s.z - p[2]];
        let (east, north, up) = (dot(&site.east, &v), dot(&site.north, &v), dot(&site.up, &v));
        [east.atan2(north), up.atan2((east * east + north * north).sqrt())]
    }

    fn epochs_of(&self, row: &str, count: usize) -> &[Epoch] {
        let all = if row.ends_with("random") { &self.random } else { &self.ordered };
        &all[..count]
    }

    fn run(&self, row: &str, count: usize) -> f64 {
        let epochs = self.epochs_of(row, count);
        match row {
            "azel-earth" => epochs.iter().map(|t| self.angles(&self.earth_site, *t, None)[0]).sum(),
            "azel-apparent" => epochs.iter().map(|t| self.angles(&self.earth_site, *t, Aberration::LT_S)[0]).sum(),
            "azel-moon" | "azel-moon-random" => epochs.iter().map(|t| self.angles(&self.moon_site, *t, None)[0]).sum(),
            _ => epochs.iter().map(|t| self.state(*t)[0]).sum(),
        }
    }

    fn values(&self, row: &str, count: usize) -> Vec<f64> {
        let epochs = self.epochs_of(row, count).iter();
        match row {
            "azel-earth" => epochs.flat_map(|t| self.angles(&self.earth_site, *t, None)).collect(),
            "azel-apparent" => epochs.flat_map(|t| self.angles(&self.earth_site, *t, Aberration::LT_S)).collect(),
            "azel-moon" | "azel-moon-random" => epochs.flat_map(|t| self.angles(&self.moon_site, *t, None)).collect(),
            _ => epochs.flat_map(|t| self.state(*t)).collect(),
        }
    }
}

fn main() {
    let folder = std::env::args().nth(1).expect("the folder of the work");
    let work = read_work(&folder);
    let mut out = io::stdout();
    writeln!(out, "ready ANISE 0.10.6").unwrap();
    for line in io::stdin().lock().lines() {
        let line = line.unwrap();
        let words: Vec<&str> = line.splitn(4, ' ').collect();
        let (row, count) = (words[1], words[2].parse().unwrap());
        if words[0] == "run" {
            let start = cpu_s();
            let sum = work.run(row, count);
            writeln!(out, "{:.9} {count} {sum}", cpu_s() - start).unwrap();
        } else {
            let bytes: Vec<u8> = work.values(row, count).iter().flat_map(|x| x.to_le_bytes()).collect();
            fs::write(words[3], bytes).unwrap();
            writeln!(out, "0 {count}").unwrap();
        }
    }
}
