package dev.attestor.hcl;

/** A value. The six kinds are complete, so a caller can handle all of them. */
public sealed interface HclValue permits HclText, HclNumber, HclBool, HclList, HclObject, HclNull {

  /** Where the value starts: its first character, its opening quote or its opening bracket. */
  Position position();
}
