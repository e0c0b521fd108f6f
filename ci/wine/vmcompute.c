/* A stand-in for vmcompute.dll, which has no public header. The prototype is from Microsoft's hcsshim. */
#include <windows.h>
#include <objbase.h>

static const WCHAR one_container[] = L"[{\"Id\":\"older\"}]";

__declspec(dllexport) HRESULT WINAPI HcsEnumerateComputeSystems(PCWSTR query, PWSTR *systems, PWSTR *result) {
  if (lstrcmpW(query, L"{\"Types\":[\"Container\"]}")) return E_INVALIDARG;
  *systems = CoTaskMemAlloc(sizeof(one_container));
  lstrcpyW(*systems, one_container);
  *result = NULL;
  return S_OK;
}
