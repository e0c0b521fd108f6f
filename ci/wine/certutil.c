/* A stand-in for certutil.exe, of which Wine has only the name: certutil -hashfile FILE SHA256, with the output of Windows Server 2022. */
#include <windows.h>
#include <bcrypt.h>
#include <stdio.h>
#include <wchar.h>

#define CHUNK (1 << 16)

int wmain(int count, wchar_t **arguments) {
  if (count != 4 || wcscmp(arguments[1], L"-hashfile") || wcscmp(arguments[3], L"SHA256")) return 1;
  HANDLE file = CreateFileW(arguments[2], GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL);
  BCRYPT_ALG_HANDLE algorithm;
  BCRYPT_HASH_HANDLE hash;
  static BYTE chunk[CHUNK];
  BYTE digest[32];
  DWORD length;
  if (file == INVALID_HANDLE_VALUE) {
    printf("CertUtil: -hashfile command FAILED: 0x%08lx\r\n", HRESULT_FROM_WIN32(GetLastError()));
    return 1;
  }
  if (BCryptOpenAlgorithmProvider(&algorithm, BCRYPT_SHA256_ALGORITHM, NULL, 0) ||
      BCryptCreateHash(algorithm, &hash, NULL, 0, NULL, 0, 0))
    return 1;
  while (ReadFile(file, chunk, CHUNK, &length, NULL) && length > 0)
    if (BCryptHashData(hash, chunk, length, 0)) return 1;
  if (BCryptFinishHash(hash, digest, sizeof digest, 0)) return 1;
  printf("SHA256 hash of %ls:\r\n", arguments[2]);
  for (size_t i = 0; i < sizeof digest; i++) printf("%02x", digest[i]);
  printf("\r\nCertUtil: -hashfile command completed successfully.\r\n");
  return 0;
}
