@echo off
rem Runs @what@ from the folder above this file.
rem Java is the first found of: runtime\ beside bin\, ATTESTOR_JAVA_HOME, JAVA_HOME, java on the PATH.
setlocal
set "home=%~dp0.."
set "java=java"
if exist "%JAVA_HOME%\bin\java.exe" set "java=%JAVA_HOME%\bin\java.exe"
if exist "%ATTESTOR_JAVA_HOME%\bin\java.exe" set "java=%ATTESTOR_JAVA_HOME%\bin\java.exe"
if exist "%home%\runtime\bin\java.exe" set "java=%home%\runtime\bin\java.exe"
rem Long-running commands exit if the heap is exhausted, so that their supervisor restarts them.
set "onoom="
if "%~1"=="agent" set "onoom=-XX:+ExitOnOutOfMemoryError"
if "%~1"=="plugin" set "onoom=-XX:+ExitOnOutOfMemoryError"
"%java%" @options@ %onoom% "-Djna.boot.library.path=%home%\lib\native" -cp "%home%\lib\*" @main@ %*
exit /b %errorlevel%
