package dev.bandolier.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class PublicFaceTest {
  @Test
  void publicFace_showsNoTypeOfTheWire() throws Exception {
    List<String> shown = new ArrayList<>();
    for (Class<?> type : publicTypes()) {
      shown.add(type.toGenericString() + " " + Arrays.toString(type.getGenericInterfaces()));
      shown.add(String.valueOf(type.getGenericSuperclass()));
      members(type).forEach(shown::add);
    }
    assertThat(shown)
        .hasSizeGreaterThan(200)
        .noneMatch(text -> text.contains("io.grpc"))
        .noneMatch(text -> text.contains("com.google"))
        .noneMatch(text -> text.contains("dev.bandolier.v1"))
        .noneMatch(text -> text.contains("com.fasterxml"));
  }

  @Test
  void publicTypes_butCallbacks_cannotBeExtended() throws Exception {
    assertThat(publicTypes())
        .allMatch(
            type ->
                Modifier.isFinal(type.getModifiers())
                    || type.isSealed()
                    || type.isEnum()
                    || type.isAnnotationPresent(FunctionalInterface.class));
  }

  private static Stream<String> members(Class<?> type) {
    return Stream.of(
            Arrays.stream(type.getDeclaredMethods())
                .filter(PublicFaceTest::visible)
                .map(Method::toGenericString),
            Arrays.stream(type.getDeclaredConstructors())
                .filter(PublicFaceTest::visible)
                .map(Constructor::toGenericString),
            Arrays.stream(type.getDeclaredFields())
                .filter(PublicFaceTest::visible)
                .map(Field::toGenericString))
        .flatMap(each -> each);
  }

  private static boolean visible(java.lang.reflect.Member member) {
    return (member.getModifiers() & (Modifier.PUBLIC | Modifier.PROTECTED)) != 0;
  }

  private static List<Class<?>> publicTypes()
      throws URISyntaxException, IOException, ClassNotFoundException {
    Path classes =
        Path.of(BanditClient.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    List<Class<?>> types = new ArrayList<>();
    try (Stream<Path> files = Files.list(classes.resolve("dev/bandolier/client"))) {
      for (String name :
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".class") && !name.startsWith("package-info"))
              .map(name -> name.substring(0, name.length() - ".class".length()))
              .toList()) {
        Class<?> type = Class.forName("dev.bandolier.client." + name);
        if (Modifier.isPublic(type.getModifiers())) {
          types.add(type);
        }
      }
    }
    return types;
  }
}
