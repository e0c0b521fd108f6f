@echo off
rem Shows what Attestor finds on a Windows node. Changes nothing. Run it as SYSTEM, on the host or in a HostProcess container:
rem   windows-node.cmd FOLDER-OF-ATTESTOR CONFIGURATION
setlocal enabledelayedexpansion
if "%~2"=="" (
  echo usage: windows-node.cmd FOLDER-OF-ATTESTOR CONFIGURATION 1>&2
  exit /b 2
)
set "attestor=%~1\bin\attestor.cmd"
set "configuration=%~2"
if not exist "%attestor%" (
  echo there is no "%attestor%" 1>&2
  exit /b 2
)
echo == system
ver
echo == account
whoami
echo == configuration
call "%attestor%" config check "%configuration%"
echo == doctor
call "%attestor%" doctor --config "%configuration%"
echo == demo
call "%attestor%" demo
echo == processes
set "pids="
set /a count=0
for /f "tokens=2 delims=," %%p in ('tasklist /fo csv /nh') do (
  set "pids=!pids! --pid %%~p"
  set /a count+=1
  if !count! geq 50 call :attest
)
if defined pids call :attest
exit /b 0

:attest
call "%attestor%" --verbose attest --config "%configuration%"%pids%
set "pids="
set /a count=0
exit /b 0
