package dev.bandolier.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class IdsTest {
  @Test
  void random_is26CharactersAndNeverTheSame() {
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < 10_000; i++) {
      ids.add(Ids.random());
    }
    assertThat(ids).hasSize(10_000).allMatch(id -> id.matches("[0-7][0-9a-hjkmnp-tv-z]{25}"));
  }

  @Test
  void text_isTheNumberInBase32() {
    String plain =
        new BigInteger("fedcba98765432100123456789abcdef", 16).toString(32); // digits 0-9a-v
    String crockford =
        plain
            .chars()
            .map(digit -> "0123456789abcdefghjkmnpqrstvwxyz".charAt(Character.digit(digit, 32)))
            .collect(
                StringBuilder::new,
                (text, digit) -> text.append((char) digit),
                StringBuilder::append)
            .toString();
    assertThat(Ids.text(0xfedcba9876543210L, 0x0123456789abcdefL)).isEqualTo(crockford);
    assertThat(Ids.text(0, 0)).isEqualTo("0".repeat(26));
  }
}
