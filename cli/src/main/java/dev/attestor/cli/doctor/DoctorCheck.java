package dev.attestor.cli.doctor;

import java.util.List;

/** A look at one thing that has to be right. */
@FunctionalInterface
interface DoctorCheck {

  List<Finding> run();
}
