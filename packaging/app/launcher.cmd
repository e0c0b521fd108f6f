@echo off
rem Runs @what@ from the folder above this file.
rem Java is the first found of: runtime\ beside bin\, ATTESTOR_JAVA_HOME, JAVA_HOME, java on the PATH.
rem
rem bin\class-archive.cmd makes a class archive, with which Java starts faster. Before that, and if Java finds that it does not fit,
rem it starts without one.
rem
rem If the first two arguments are "--verify <sha256 of the file SHA256SUMS>", that file is checked against the digest, and
rem the folders bin\, lib\, runtime\ and share\ against the file, before anything in them runs: they must hold exactly the
rem files that it lists. certutil, which every Windows host has, runs once for each file.
setlocal
for %%h in ("%~dp0..") do set "home=%%~fh"
rem A bare name would be looked for in the current folder first, and a path without its first part in the root of the drive.
set "java="
for %%j in (java.exe) do set "java=%%~$PATH:j"
if defined JAVA_HOME if exist "%JAVA_HOME%\bin\java.exe" set "java=%JAVA_HOME%\bin\java.exe"
if defined ATTESTOR_JAVA_HOME if exist "%ATTESTOR_JAVA_HOME%\bin\java.exe" set "java=%ATTESTOR_JAVA_HOME%\bin\java.exe"
if exist "%home%\runtime\bin\java.exe" set "java=%home%\runtime\bin\java.exe"
rem Long-running commands exit if the heap is exhausted, so that their supervisor restarts them.
set "onoom="
set "word=%~1"
if "%~1"=="--verify" set "word=%~3"
if "%word%"=="agent" set "onoom=-XX:+ExitOnOutOfMemoryError"
if "%word%"=="plugin" set "onoom=-XX:+ExitOnOutOfMemoryError"
rem Short commands end before the second compiler has paid for itself.
set "jit="
for %%w in (attest config demo doctor explain health help whoami whois --help --version) do if "%word%"=="%%w" set "jit=-XX:TieredStopAtLevel=1"
if "%~1"=="--verify" goto verified
if not defined java (
  call :fail "there is no Java" "set ATTESTOR_JAVA_HOME or JAVA_HOME, or add Java's folder bin to the PATH"
  exit /b 1
)
rem The file is empty until the archive is made. Whoever may change it may change the program as well.
set "archive="
set "made=%home%\cache\attestor.jsa"
if exist "%home%\runtime\bin\java.exe" if exist "%made%" for %%a in ("%made%") do if %%~za gtr 0 set archive=-XX:+VerifySharedSpaces "-XX:SharedArchiveFile=%%~fa"
"%java%" @options@ %onoom% %jit% %archive% "-Djna.boot.library.path=%home%\lib\native" -cp "%home%\bin\@classpath@.jar" @main@ %*
exit /b %errorlevel%

:verified
set "list=%home%\SHA256SUMS"
if "%~2"=="" (
  call :fail "--verify needs a digest" "give it the SHA-256 of %list%"
  exit /b 1
)
if not exist "%list%" (
  call :fail "there is no %list%" "install it again"
  exit /b 1
)
call :digest "%list%"
if /i not "%found%"=="%~2" (
  call :fail "%list% has the digest %found%, expected %~2" "is this the release you meant?"
  exit /b 1
)
set "digest=%found%"
call :verify
if defined differs exit /b 1
if not exist "%home%\runtime\bin\java.exe" (
  call :fail "%home% has no runtime\bin\java.exe" "--verify needs an installation with a Java runtime of its own"
  exit /b 1
)
rem Java would take other code from these.
set "JAVA_TOOL_OPTIONS="
set "JDK_JAVA_OPTIONS="
set "_JAVA_OPTIONS="
set "CLASSPATH="
rem What follows the digest, as it was given; behind the digest is a blank, or a quote and a blank.
set arguments=%*
call set arguments=%%arguments:*%digest%=%%
if defined arguments set arguments=%arguments:~1%
"%java%" @options@ %onoom% %jit% "-Djna.boot.library.path=%home%\lib\native" -cp "%home%\bin\@classpath@.jar" @main@ %arguments%
exit /b %errorlevel%

rem Sets "differs" unless the folders have what the list has.
:verify
set "differs="
set /a wanted=0
set /a there=0
rem Nothing but files and folders: a link may lead anywhere, and to something else later.
for /f "delims=" %%f in ('dir /b /a:l "%home%" 2^>nul') do call :refuse "%%f" "a link, expected nothing but files"
for /f "delims=" %%f in ('dir /s /b /a:l "%home%\bin" "%home%\lib" "%home%\runtime" "%home%\share" 2^>nul') do call :refuse "%%f" "a link, expected nothing but files"
for /f "usebackq tokens=1,2" %%a in ("%list%") do call :listed %%a %%b
for /f "delims=" %%f in ('dir /s /b /a:-d "%home%\bin" "%home%\lib" "%home%\runtime" "%home%\share" 2^>nul') do set /a there+=1
rem Each listed file is there: as many files are the same files.
if not "%there%"=="%wanted%" call :unlisted
if defined differs call :fail "what is in %home% differs from SHA256SUMS" "install it again, into an empty folder"
exit /b 0

:listed
set /a wanted+=1
set "name=%~2"
set "name=%name:/=\%"
if not exist "%home%\%name%" (
  call :refuse "%~2" missing
  exit /b 0
)
call :digest "%home%\%name%"
if /i not "%found%"=="%~1" call :refuse "%~2" FAILED
exit /b 0

:unlisted
set "differs=1"
for /f "delims=" %%f in ('dir /s /b /a:-d "%home%\bin" "%home%\lib" "%home%\runtime" "%home%\share" 2^>nul') do call :known "%%f"
exit /b 0

:known
set "file=%~1"
set "file=%file:\=/%"
set "folder=%home:\=/%"
for /f "usebackq tokens=2" %%n in ("%list%") do if /i "%folder%/%%n"=="%file%" exit /b 0
call :refuse %1 "not in SHA256SUMS"
exit /b 0

rem Sets "found" to the SHA-256 of a file. Older versions of certutil part the digits by blanks, and hash no empty file. A busy
rem host may fail to start certutil, so it is called up to three times.
:digest
set "found="
if "%~z1"=="0" set "found=e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
if defined found exit /b 0
for %%i in (1 2 3) do if not defined found for /f "skip=1 delims=" %%h in ('%SystemRoot%\System32\certutil.exe -hashfile "%~1" SHA256') do if not defined found set "found=%%h"
if defined found set "found=%found: =%"
exit /b 0

rem From here on no text is part of a command, for a name may hold what a command means something by.
:refuse
set "differs=1"
for /f "delims=" %%f in ("%~1") do echo %%f: %~2>&2
exit /b 0

:fail
for /f "delims=" %%m in ("%~1") do echo attestor: error: %%m>&2
for /f "delims=" %%m in ("%~2") do echo attestor: hint: %%m>&2
exit /b 0
