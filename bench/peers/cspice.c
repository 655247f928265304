/* The work of bench/peers through CSPICE's C interface: the library comes with the spiceypy wheel, the prototypes are its
   manual's. Argument: the folder of the work. Protocol: worker.ts. CPU time of the process, seconds. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct {
  int dtype, length, size, card, is_set, adjust, init;
  void *base, *data;
} Cell;

void erract_c(const char *op, int length, char *action);
const char *tkvrsn_c(const char *item);
void furnsh_c(const char *file);
void spkgeo_c(int target, double et, const char *frame, int observer, double *state, double *light_s);
void spkgps_c(int target, double et, const char *frame, int observer, double *position, double *light_s);
void pxform_c(const char *from, const char *to, double et, double rotation[3][3]);
void spkcpo_c(const char *target, double et, const char *frame, const char *locus, const char *correction,
              const double *observer, const char *centre, const char *observer_frame, double *state, double *light_s);
void wninsd_c(double left, double right, Cell *window);
int wncard_c(Cell *window);
void wnfetd_c(Cell *window, int n, double *left, double *right);
void gfposc_c(const char *target, const char *frame, const char *correction, const char *observer, const char *system,
              const char *coordinate, const char *relation, double value, double adjust, double step, int intervals,
              Cell *confine, Cell *result);
void gfoclt_c(const char *type, const char *front, const char *front_shape, const char *front_frame, const char *back,
              const char *back_shape, const char *back_frame, const char *correction, const char *observer, double step,
              Cell *confine, Cell *result);

#define ROOM 8000
#define STATIONS 16

typedef struct {
  int body;
  char frame[16], name[48];
  double latitude, longitude, position[3];
} Site;

/* The first is on the Moon, the others are stations on the Earth. */
static Site sites[STATIONS];
static int site_count;
static double year[2], month[2], elevation;
/* Of the search above an elevation, of occultations, of eclipses: the reference's, and the longest that find the same. */
static double steps[3], wide_steps[3];
static char orbiter[16];
static double *scattered, *ordered;
static long epoch_count;

/* Edges of the last search: group, start, end. */
static double edges[3 * STATIONS * ROOM];
static int edge_count;

static double cpu_s(void) {
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return t.tv_sec + 1e-9 * t.tv_nsec;
}

static double *read_epochs(const char *folder, const char *name) {
  char path[1200];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE *in = fopen(path, "rb");
  if (!in) exit(2);
  fseek(in, 0, SEEK_END);
  epoch_count = ftell(in) / 8;
  rewind(in);
  double *out = malloc(8 * epoch_count);
  if (fread(out, 8, epoch_count, in) != (size_t)epoch_count) exit(2);
  fclose(in);
  return out;
}

static void read_work(const char *folder) {
  char path[1200], line[1400];
  snprintf(path, sizeof path, "%s/work.txt", folder);
  FILE *in = fopen(path, "r");
  if (!in) exit(2);
  while (fgets(line, sizeof line, in)) {
    line[strcspn(line, "\n")] = 0;
    Site *s = &sites[site_count];
    if (!strncmp(line, "kernel ", 7) || !strncmp(line, "spice ", 6)) furnsh_c(strchr(line, ' ') + 1);
    else if (sscanf(line, "site %d %15s %47s %lf %lf %*f %lf %lf %lf", &s->body, s->frame, s->name, &s->latitude,
                    &s->longitude, s->position, s->position + 1, s->position + 2) == 8) site_count++;
    else if (sscanf(line, "year %lf %lf", year, year + 1) == 2) continue;
    else if (sscanf(line, "orbiter %15s %lf %lf", orbiter, month, month + 1) == 3) continue;
    else if (sscanf(line, "elevation %lf", &elevation) == 1) continue;
    else if (sscanf(line, "steps %lf %lf %lf", steps, steps + 1, steps + 2) == 3) continue;
    else sscanf(line, "wide-steps %lf %lf %lf", wide_steps, wide_steps + 1, wide_steps + 2);
  }
  fclose(in);
  scattered = read_epochs(folder, "random.f64");
  ordered = read_epochs(folder, "ordered.f64");
}

static Cell cell(double *room, int size) {
  Cell out = {1, 0, size, 0, 1, 0, 0, room, room + 6};
  return out;
}

static double room_of_result[ROOM + 6];

static void keep(int group, Cell *result) {
  int n = wncard_c(result);
  for (int i = 0; i < n; i++) {
    double *edge = edges + 3 * edge_count++;
    edge[0] = group;
    wnfetd_c(result, i, edge + 1, edge + 2);
  }
}

static void above(const char *correction, double step) {
  edge_count = 0;
  for (int i = 1; i < site_count; i++) {
    double room[8];
    char frame[64];
    Cell span = cell(room, 2), result = cell(room_of_result, ROOM);
    snprintf(frame, sizeof frame, "%s_TOPO", sites[i].name);
    wninsd_c(year[0], year[1], &span);
    gfposc_c("MOON", frame, correction, sites[i].name, "LATITUDINAL", "LATITUDE", ">", elevation, 0.0, step, ROOM / 2,
             &span, &result);
    keep(i - 1, &result);
  }
}

static void orbit(const double *every) {
  double room[8];
  Cell span = cell(room, 2), result = cell(room_of_result, ROOM);
  edge_count = 0;
  wninsd_c(month[0], month[1], &span);
  gfoclt_c("ANY", "MOON", "ELLIPSOID", "IAU_MOON", orbiter, "POINT", " ", "NONE", "EARTH", every[1], &span, &result);
  keep(0, &result);
  result = cell(room_of_result, ROOM);
  gfoclt_c("ANY", "MOON", "ELLIPSOID", "IAU_MOON", "SUN", "ELLIPSOID", "IAU_SUN", "NONE", orbiter, every[2], &span,
           &result);
  keep(1, &result);
}

/* Azimuth and elevation of a vector from the site, on the site's body-fixed axes. */
static void angles(const Site *s, const double *v, double *out) {
  double sl = sin(s->longitude), cl = cos(s->longitude), sp = sin(s->latitude), cp = cos(s->latitude);
  double east = -sl * v[0] + cl * v[1];
  double north = -sp * cl * v[0] - sp * sl * v[1] + cp * v[2];
  double up = cp * cl * v[0] + cp * sl * v[1] + sp * v[2];
  out[0] = atan2(east, north);
  out[1] = atan2(up, sqrt(east * east + north * north));
}

/* By position and rotation: half the time of spkcpo_c, which makes velocities too. */
static void geometric(const Site *s, double et, double *out) {
  double sun[3], turn[3][3], v[3], light_s;
  spkgps_c(10, et, "J2000", s->body, sun, &light_s);
  pxform_c("J2000", s->frame, et, turn);
  for (int i = 0; i < 3; i++) v[i] = turn[i][0] * sun[0] + turn[i][1] * sun[1] + turn[i][2] * sun[2] - s->position[i];
  angles(s, v, out);
}

static void apparent(const Site *s, double et, double *out) {
  double state[6], light_s;
  spkcpo_c("SUN", et, s->frame, "OBSERVER", "LT+S", s->position, "EARTH", s->frame, state, &light_s);
  angles(s, state, out);
}

static int is_states(const char *row) { return !strncmp(row, "states", 6); }

/* What a row says of one epoch, written to out; how many doubles that is. */
static int value(const char *row, double et, double *out) {
  double light_s;
  if (is_states(row)) return spkgeo_c(301, et, "J2000", 399, out, &light_s), 6;
  if (!strcmp(row, "azel-apparent")) return apparent(sites + 1, et, out), 2;
  return geometric(strcmp(row, "azel-earth") ? sites : sites + 1, et, out), 2;
}

static const double *epochs_of(const char *row) { return strstr(row, "random") ? scattered : ordered; }

static int searches(const char *row) {
  if (!strcmp(row, "above")) above("NONE", steps[0]);
  else if (!strcmp(row, "above-wide")) above("NONE", wide_steps[0]);
  else if (!strcmp(row, "above-apparent")) above("LT+S", steps[0]);
  else if (!strcmp(row, "orbit")) orbit(steps);
  else if (!strcmp(row, "orbit-wide")) orbit(wide_steps);
  else return 0;
  return 1;
}

static void run(const char *row, long count) {
  const double *epochs = epochs_of(row);
  double out[6], light_s, sum = 0, start = cpu_s();
  if (searches(row)) count = edge_count;
  else if (is_states(row))
    for (long i = 0; i < count; i++) spkgeo_c(301, epochs[i], "J2000", 399, out, &light_s), sum += out[0];
  else if (!strcmp(row, "azel-apparent"))
    for (long i = 0; i < count; i++) apparent(sites + 1, epochs[i], out), sum += out[0];
  else {
    const Site *site = strcmp(row, "azel-earth") ? sites : sites + 1;
    for (long i = 0; i < count; i++) geometric(site, epochs[i], out), sum += out[0];
  }
  printf("%.9f %ld %g\n", cpu_s() - start, count, sum);
}

static void values(const char *row, long count, const char *path) {
  const double *epochs = epochs_of(row);
  double start = cpu_s();
  int searched = searches(row);
  double spent = cpu_s() - start;
  FILE *file = fopen(path, "wb");
  if (!file) exit(2);
  if (searched) fwrite(edges, 8, 3 * edge_count, file);
  else
    for (long i = 0; i < count; i++) {
      double out[6];
      int n = value(row, epochs[i], out);
      fwrite(out, 8, n, file);
    }
  fclose(file);
  printf("%.9f %ld\n", spent, searched ? edge_count : count);
}

int main(int arguments, char **argument) {
  char line[1400], row[64], action[] = "ABORT";
  long count;
  int path = 0;
  if (arguments < 2) return 2;
  erract_c("SET", sizeof action, action);
  read_work(argument[1]);
  printf("ready CSPICE %s\n", tkvrsn_c("TOOLKIT") + 7);
  fflush(stdout);
  while (fgets(line, sizeof line, stdin)) {
    line[strcspn(line, "\n")] = 0;
    if (sscanf(line, "run %63s %ld", row, &count) == 2) run(row, count);
    else if (sscanf(line, "values %63s %ld %n", row, &count, &path) == 2) values(row, count, line + path);
    fflush(stdout);
  }
  return 0;
}
