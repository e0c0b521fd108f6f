package dev.attestor.licences;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DebianCopyrightTest {

  @Test
  void givesOwnFilesFirstAndEachLicenceOnce() throws LicenceException {
    Map<Component, Terms> terms =
        TermsTable.parse(
                """
                com.x:*|LGPL, Apache|(LGPL-2.1-or-later OR Apache-2.0) AND MIT|2007 X; libffi: 1996 Y
                dev.attestor:*|Apache-2.0|Apache-2.0|2026 the Attestor authors
                openjdk:runtime|GPL|GPL-2.0-only WITH Classpath-exception-2.0|1993 Oracle
                """)
            .of(
                List.of(
                    new Component("com.x:a", "1", "LGPL, Apache"),
                    new Component("com.x:b", "2", "LGPL, Apache"),
                    new Component("dev.attestor:attestor-core", "0.1.0", "Apache-2.0"),
                    new Component("openjdk:runtime", "25", "GPL")));

    assertThat(DebianCopyright.of(terms, Map.of("MIT", "Permission is granted.\n\nAS IS\n")))
        .endsWith(
            """

            Files: *
            Copyright: 2026 the Attestor authors
            License: Apache-2.0

            Files: usr/lib/attestor/lib/a-1*.jar
             usr/lib/attestor/lib/b-2*.jar
            Copyright: 2007 X
             libffi: 1996 Y
            License: LGPL-2.1+ or Apache-2.0, and Expat

            Files: usr/lib/attestor/runtime/*
            Copyright: 1993 Oracle
            License: GPL-2 with Classpath exception

            License: Apache-2.0
             On Debian systems, the full text is in /usr/share/common-licenses/Apache-2.0.

            License: GPL-2 with Classpath exception
             On Debian systems, the full text is in /usr/share/common-licenses/GPL-2.
             The Classpath exception is in /usr/share/doc/attestor/legal/java.base.

            License: LGPL-2.1+
             On Debian systems, the full text is in /usr/share/common-licenses/LGPL-2.1.

            License: Expat
             Permission is granted.
             .
             AS IS
            """);
  }
}
