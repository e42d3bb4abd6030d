package dev.bandolier.loadtest.load;

/** What one side reached in one mode, round by round. Used by one thread. */
final class SideFigures {

  final Series perSecond = new Series();
  final Series cpuMicros = new Series();
  final Series compilerMicros = new Series();
  final Series backlogMillis = new Series();
  final Series p50 = new Series();
  final Series p99 = new Series();
  final Series p999 = new Series();

  void add(Pace pace) {
    perSecond.add(pace.perSecond());
    cpuMicros.add(pace.cpuMicros());
    compilerMicros.add(pace.compilerMicros());
    backlogMillis.add(pace.backlogMillis());
  }

  void add(Waits waits) {
    p50.add(Latency.micros(waits.nanos(), 50));
    p99.add(Latency.micros(waits.nanos(), 99));
    p999.add(Latency.micros(waits.nanos(), 99.9));
  }
}
