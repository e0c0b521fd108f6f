package dev.attestor.cli.doctor;

import java.util.List;

/** Checks one requirement. */
@FunctionalInterface
interface DoctorCheck {

  List<Finding> run();
}
