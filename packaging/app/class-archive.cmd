@echo off
rem Makes the class archive, with which Attestor starts faster: class-archive.cmd [--missing]. With --missing, it makes none if there is one.
rem Run it once after unpacking, and again after every change of a file in lib\ or runtime\, as an account that may change the archive's
rem folder. It runs no code of Attestor. The package for Windows runs it, and the agent's launcher in the image.
rem Java checks that an archive fits its own build, and the sizes and times of the jars.
setlocal
for %%h in ("%~dp0..") do set "home=%%~fh"
set "made=%home%\cache\attestor.jsa"
rem In an image, the folder is in Program Files.
if not defined made (
  echo attestor: error: ProgramFiles is not set, so there is no folder for the class archive>&2
  exit /b 1
)
if "%~1"=="--missing" if exist "%made%" for %%a in ("%made%") do if %%~za gtr 0 exit /b 0
for %%a in ("%made%") do set "folder=%%~dpa"
if not exist "%folder%" mkdir "%folder%" || exit /b 1
rem Java does not replace a file that is read-only, and makes its own so.
set "new=%made%.new"
if exist "%new%" "%SystemRoot%\System32\attrib.exe" -r "%new%"
"%home%\runtime\bin\java.exe" @options@ -Xshare:dump "-XX:SharedClassListFile=%home%\bin\archive.classes" "-XX:SharedArchiveFile=%new%" -cp "%home%\bin\classpath.jar"
set "status=%errorlevel%"
if exist "%new%" "%SystemRoot%\System32\attrib.exe" -r "%new%"
if "%status%"=="0" move /y "%new%" "%made%" >nul || set "status=1"
if not "%status%"=="0" (
  if exist "%new%" del /q "%new%"
  exit /b %status%
)
rem In an image, those of other versions, except those in use.
for /f "delims=" %%a in ('dir /b "%folder%*.jsa"') do if /i not "%folder%%%a"=="%made%" del /q "%folder%%%a" 2>nul
exit /b 0
