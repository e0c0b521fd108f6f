package dev.attestor.hcl;

/** What a key can hold. The six kinds are all there is, so a caller can handle every one. */
public sealed interface HclValue permits HclText, HclNumber, HclBool, HclList, HclObject, HclNull {

  /** Where the value starts: its first character, its opening quote or its opening bracket. */
  Position position();
}
