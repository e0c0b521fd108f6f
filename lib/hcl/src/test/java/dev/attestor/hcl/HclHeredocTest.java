package dev.attestor.hcl;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HclHeredocTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          lines                          | `a = <<EOF\nb\nc\nEOF\n`            | `a = 'b\nc\n'`
          no lines                       | `a = <<EOF\nEOF\n`                  | `a = ''`
          empty line                     | `a = <<EOF\n\nEOF\n`                | `a = '\n'`
          marker ends the text           | `a = <<EOF\nb\nEOF`                 | `a = 'b\n'`
          marker of letters and digits   | `a = <<_é1\nb\n_é1\n`               | `a = 'b\n'`
          escapes and quotes kept        | `a = <<E\n"\\n${b}\nE\n`            | `a = '"\\n${b}\n'`
          marker within a line           | `a = <<E\nb E\nEE\nE b\nE\n`        | `a = 'b E\nEE\nE b\n'`
          indentation of the marker kept | `a = <<E\n b\n  E\n`                | `a = ' b\n  '`
          Windows line ends              | `a = <<E\r\nb\r\nE\r\n`             | `a = 'b\n'`
          entry after it                 | `a = <<E\nb\nE\nc = 1`              | `a = 'b\n'; c = 1`
          in a list                      | `a = [<<E\nb\nE\n, <<E\nc\nE\n]`    | `a = ['b\n', 'c\n']`
          indented                       | `a = <<-E\n  b\n    c\n  E\n`       | `a = 'b\n  c\n'`
          indented with tabs             | `a = <<-E\n\t\tb\n\t\tE\n`          | `a = 'b\n'`
          indented without lines         | `a = <<-E\n  E\n`                   | `a = ''`
          marker less indented           | `a = <<-E\n    b\n  E\n`            | `a = '  b\n'`
          one line less indented         | `a = <<-E\n   b\n c\n  E\n`         | `a = '   b\n c\n'`
          empty line is less indented    | `a = <<-E\n  b\n\n  E\n`            | `a = '  b\n\n'`
          tabs are not blanks            | `a = <<-E\n\tb\n  E\n`              | `a = '\tb\n'`
          marker not indented            | `a = <<-E\n  b\nE\n`                | `a = '  b\n'`
          """)
  void readsHeredocs(String name, String text, String tree) throws HclSyntaxException {
    assertThat(Trees.parse(text)).isEqualTo(tree);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          never closed       | `a = <<EOF\nb\n`    | 1:5 | `heredoc "EOF" is never closed, expected a line with only "EOF"`
          marker and more    | `a = <<EOF\nEOF }`  | 1:5 | `heredoc "EOF" is never closed, expected a line with only "EOF"`
          text after marker  | `a = <<EOF b\nEOF`  | 1:10 | `expected a line end after heredoc marker "EOF", found " "`
          end after marker   | `a = <<EOF`         | 1:5 | `heredoc "EOF" is never closed, expected a line with only "EOF"`
          quoted marker      | `a = <<"EOF"\nEOF`  | 1:7 | `expected a heredoc marker of letters and digits, found \"""`
          no marker          | `a = <<\n`          | 1:7 | `expected a heredoc marker of letters and digits, found end of line`
          no marker after -  | `a = <<-`           | 1:8 | `expected a heredoc marker of letters and digits, found end of text`
          as a key           | `<<E\nE\n = 1`      | 1:1 | `expected a key, found a heredoc`
          """)
  void rejectsHeredocs(String name, String text, String position, String problem) {
    Rejections.assertRejected(text, position, problem);
  }
}
