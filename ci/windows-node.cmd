@echo off
rem Tells what Attestor finds on a Windows node. Changes nothing. Run it as SYSTEM, on the host or in a HostProcess container:
rem   windows-node.cmd FOLDER-OF-ATTESTOR CONFIGURATION
setlocal
if "%~2"=="" (
  echo usage: windows-node.cmd FOLDER-OF-ATTESTOR CONFIGURATION 1>&2
  exit /b 2
)
echo == system
ver
echo == account
whoami /user
echo == mount point of a HostProcess container: %CONTAINER_SANDBOX_MOUNT_POINT%
echo == configuration
call "%~1\bin\attestor.cmd" config check "%~2"
echo == demo
call "%~1\bin\attestor.cmd" demo
echo == processes
for /f "tokens=2 delims=," %%p in ('tasklist /fo csv /nh') do (
  echo # pid %%~p
  call "%~1\bin\attestor.cmd" --verbose attest --config "%~2" --pid %%~p
)
