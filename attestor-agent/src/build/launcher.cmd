@echo off
rem Runs @what@ from the folder above this file.
rem Java is looked for in runtime\ beside bin\, then ATTESTOR_JAVA_HOME, JAVA_HOME and the PATH.
setlocal
set "home=%~dp0.."
set "java=java"
if exist "%JAVA_HOME%\bin\java.exe" set "java=%JAVA_HOME%\bin\java.exe"
if exist "%ATTESTOR_JAVA_HOME%\bin\java.exe" set "java=%ATTESTOR_JAVA_HOME%\bin\java.exe"
if exist "%home%\runtime\bin\java.exe" set "java=%home%\runtime\bin\java.exe"
"%java%" @options@ "-Djna.boot.library.path=%home%\lib\native" -cp "%home%\lib\*" @main@ %*
exit /b %errorlevel%
