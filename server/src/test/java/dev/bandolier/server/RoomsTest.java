package dev.bandolier.server;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * The rooms table of the design as rules: one per room, which lists all that the room may use. What
 * is not listed is forbidden, a room that is still empty passes, and nobody is exempt.
 */
@AnalyzeClasses(
    packages = "dev.bandolier.server",
    importOptions = ImportOption.DoNotIncludeTests.class)
final class RoomsTest {
  private static final String ROOT = "dev.bandolier.server";

  /** What every room may use: the language and the null annotations. */
  private static final String[] EVERYWHERE = {"java..", "org.jspecify.annotations"};

  private static final String LOGGING = "org.slf4j..";
  private static final String MESSAGES = "dev.bandolier.v1..";
  private static final String PROTOBUF = "com.google.protobuf..";
  private static final String RPC_MESSAGES = "com.google.rpc..";
  private static final String GRPC = "io.grpc..";
  private static final String CHRONICLE = "net.openhft..";
  private static final String JACKSON = "com.fasterxml.jackson..";
  private static final String PARQUET = "org.apache.parquet..";

  /** Parquet's interfaces name it; the class is parquet-floor's. */
  private static final String HADOOP_CONFIGURATION = "org.apache.hadoop.conf..";

  private static final String EJML = "org.ejml..";
  private static final String TELEMETRY = "io.opentelemetry..";
  private static final String PROMETHEUS = "io.prometheus..";
  private static final String CRYPTO = "javax.crypto..";
  private static final String HTTP_SERVER = "com.sun.net.httpserver..";

  /** Every room. */
  private static final String[] TABLE =
      rooms(
          "failpoint",
          "event",
          "campaign",
          "feature",
          "model",
          "policy",
          "journal",
          "store",
          "statistics",
          "snapshot",
          "decide",
          "reward",
          "token",
          "manage",
          "learn",
          "evaluate",
          "explain",
          "candidate",
          "hindsight",
          "export",
          "rpc",
          "telemetry",
          "http",
          "demo");

  /** The rooms that take time and chance as arguments, if at all. */
  private static final String[] PURE = rooms("event", "campaign", "feature", "model", "policy");

  /** The rooms that compute, do nothing else, and could run anywhere. */
  private static final String[] MATHEMATICS = rooms("feature", "model", "policy");

  /** The rooms whose figures have to be the same on every machine. */
  private static final String[] REPRODUCIBLE = rooms("feature", "model", "policy", "learn");

  @ArchTest static final ArchRule failpoint = room("failpoint").uses();

  @ArchTest static final ArchRule event = room("event").uses(MESSAGES, PROTOBUF);

  @ArchTest static final ArchRule token = room("token").and("event").uses(PROTOBUF, CRYPTO);

  @ArchTest static final ArchRule campaign = room("campaign").and("event").uses(MESSAGES, PROTOBUF);

  @ArchTest
  static final ArchRule feature = room("feature").and("campaign", "model").uses(MESSAGES, PROTOBUF);

  @ArchTest static final ArchRule model = room("model").uses(EJML);

  @ArchTest static final ArchRule policy = room("policy").and("model").uses(MESSAGES);

  @ArchTest static final ArchRule journal = room("journal").and("event", "failpoint").uses(LOGGING);

  @ArchTest
  static final ArchRule store =
      room("store").and("model", "event", "failpoint").uses(CHRONICLE, LOGGING);

  @ArchTest
  static final ArchRule statistics = room("statistics").and("campaign").uses(MESSAGES, LOGGING);

  @ArchTest
  static final ArchRule snapshot =
      room("snapshot").and("campaign", "event").uses(MESSAGES, PROTOBUF);

  @ArchTest
  static final ArchRule decide =
      room("decide")
          .and("campaign", "feature", "policy", "model", "journal", "event", "token")
          .uses(MESSAGES, PROTOBUF, LOGGING);

  @ArchTest
  static final ArchRule reward =
      room("reward").and("campaign", "journal", "event", "token").uses(MESSAGES, PROTOBUF, LOGGING);

  @ArchTest
  static final ArchRule manage =
      room("manage")
          .and("campaign", "journal", "event", "snapshot")
          .uses(MESSAGES, PROTOBUF, LOGGING);

  @ArchTest
  static final ArchRule learn =
      room("learn")
          .and("journal", "event", "campaign", "feature", "model", "policy", "store", "statistics")
          .and("failpoint", "snapshot")
          .uses(MESSAGES, PROTOBUF, LOGGING);

  @ArchTest
  static final ArchRule evaluate =
      room("evaluate")
          .and("campaign", "feature", "policy", "model", "journal", "event")
          .uses(MESSAGES, PROTOBUF, LOGGING);

  @ArchTest
  static final ArchRule explain =
      room("explain")
          .and("decide", "learn", "journal", "event", "campaign", "feature", "model")
          .uses(MESSAGES, PROTOBUF);

  @ArchTest
  static final ArchRule candidate =
      room("candidate")
          .and("decide", "evaluate", "learn", "manage", "journal", "event", "campaign", "feature")
          .and("model", "policy")
          .uses(MESSAGES, PROTOBUF, LOGGING);

  @ArchTest
  static final ArchRule export = room("export").uses(JACKSON, PARQUET, HADOOP_CONFIGURATION);

  @ArchTest
  static final ArchRule rpc =
      room("rpc")
          .and("campaign", "decide", "reward", "manage", "evaluate", "explain", "statistics")
          .and("candidate")
          .uses(GRPC, MESSAGES, PROTOBUF, RPC_MESSAGES, LOGGING);

  @ArchTest
  static final ArchRule telemetry =
      room("telemetry")
          .and("journal", "store", "decide", "reward", "manage", "learn", "evaluate", "rpc")
          .and("campaign", "event", "feature", "model")
          .uses(TELEMETRY, PROMETHEUS, MESSAGES, LOGGING);

  @ArchTest static final ArchRule http = room("http").and("telemetry").uses(HTTP_SERVER, LOGGING);

  @ArchTest
  static final ArchRule demo =
      room("demo")
          .and("campaign", "decide", "reward", "manage", "statistics")
          .uses(MESSAGES, PROTOBUF, LOGGING);

  @ArchTest
  static final ArchRule no_room_is_part_of_a_cycle =
      slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().allowEmptyShould(true);

  @ArchTest
  static final ArchRule no_room_uses_the_root =
      noClasses()
          .that()
          .resideOutsideOfPackage(ROOT)
          .should()
          .dependOnClassesThat()
          .resideInAPackage(ROOT)
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule no_room_is_a_drawer =
      noClasses().should().resideInAnyPackage("..util..", "..common..", "..impl..", "..dto..");

  @ArchTest
  static final ArchRule every_room_is_in_the_table =
      classes()
          .that()
          .resideOutsideOfPackage(ROOT)
          .should()
          .resideInAnyPackage(TABLE)
          .allowEmptyShould(true);

  @ArchTest static final ArchRule chronicle_lives_in_store = onlyIn(CHRONICLE, ROOT + ".store..");

  @ArchTest static final ArchRule ejml_lives_in_model = onlyIn(EJML, ROOT + ".model..");

  @ArchTest
  static final ArchRule grpc_lives_in_rpc_and_is_wired_by_the_root =
      onlyIn(GRPC, ROOT + ".rpc..", ROOT);

  @ArchTest
  static final ArchRule opentelemetry_lives_in_telemetry_and_is_wired_by_the_root =
      onlyIn(TELEMETRY, ROOT + ".telemetry..", ROOT);

  @ArchTest
  static final ArchRule pure_rooms_take_time_and_chance_as_arguments =
      noClasses()
          .that()
          .resideInAnyPackage(PURE)
          .should()
          .accessTargetWhere(calls(RoomsTest::isClockOrChance, "a clock or a random source"))
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule mathematics_neither_waits_nor_writes =
      noClasses()
          .that()
          .resideInAnyPackage(MATHEMATICS)
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("java.net..", "java.util.concurrent", "java.util.logging..")
                  .or(resideInAnyPackage("java.nio.file..", "java.nio.channels.."))
                  .or(named(Thread.class, java.io.File.class, java.io.InputStream.class)))
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule figures_are_the_same_on_every_machine =
      noClasses()
          .that()
          .resideInAnyPackage(REPRODUCIBLE)
          .should()
          .accessTargetWhere(calls(RoomsTest::isInexactMath, "Math where StrictMath may differ"))
          .allowEmptyShould(true);

  /** {@code Math}'s functions that the language lets a machine round in its own way. */
  private static final Set<String> INEXACT =
      Set.of(
          "sin", "cos", "tan", "asin", "acos", "atan", "atan2", "sinh", "cosh", "tanh", "exp",
          "expm1", "log", "log10", "log1p", "pow", "cbrt", "hypot");

  private static boolean isInexactMath(AccessTarget target) {
    return target.getOwner().isEquivalentTo(Math.class) && INEXACT.contains(target.getName());
  }

  private static boolean isClockOrChance(AccessTarget target) {
    return isClock(target.getOwner(), target.getName()) || isChance(target);
  }

  private static boolean isClock(JavaClass owner, String name) {
    return owner.isEquivalentTo(System.class) && name.matches("currentTimeMillis|nanoTime")
        || owner.isEquivalentTo(java.time.Clock.class) && name.matches("system.*|tick.*")
        || owner.getPackageName().equals("java.time") && name.equals("now");
  }

  private static boolean isChance(AccessTarget target) {
    JavaClass owner = target.getOwner();
    return owner.isAssignableTo(java.util.Random.class)
        || owner.isAssignableTo(RandomGenerator.class)
        || owner.isEquivalentTo(java.util.SplittableRandom.class)
        || owner.isEquivalentTo(Math.class) && target.getName().equals("random")
        || owner.isEquivalentTo(StrictMath.class) && target.getName().equals("random")
        || owner.isEquivalentTo(java.util.UUID.class) && target.getName().equals("randomUUID");
  }

  private static DescribedPredicate<JavaAccess<?>> calls(
      Predicate<AccessTarget> forbidden, String description) {
    return DescribedPredicate.describe(description, access -> forbidden.test(access.getTarget()));
  }

  private static DescribedPredicate<JavaClass> named(Class<?>... types) {
    return DescribedPredicate.describe(
        "are " + Arrays.toString(types),
        type -> Arrays.stream(types).anyMatch(type::isEquivalentTo));
  }

  private static ArchRule onlyIn(String library, String... packages) {
    return noClasses()
        .that()
        .resideOutsideOfPackages(packages)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library)
        .allowEmptyShould(true);
  }

  private static String[] rooms(String... names) {
    return Arrays.stream(names).map(name -> ROOT + "." + name + "..").toArray(String[]::new);
  }

  private static Room room(String name) {
    return new Room(name, List.of());
  }

  /** A room and the other rooms that it may use. */
  private record Room(String name, List<String> others) {
    Room and(String... names) {
      return new Room(name, Stream.concat(others.stream(), Stream.of(names)).toList());
    }

    ArchRule uses(String... libraries) {
      String[] allowed =
          Stream.of(EVERYWHERE, rooms(name), rooms(others.toArray(String[]::new)), libraries)
              .flatMap(Arrays::stream)
              .toArray(String[]::new);
      return classes()
          .that()
          .resideInAPackage(ROOT + "." + name + "..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(allowed)
          .allowEmptyShould(true);
    }
  }
}
