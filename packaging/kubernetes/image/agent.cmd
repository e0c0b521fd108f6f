@echo off
rem Runs the agent in a HostProcess container: agent.cmd --config FILE. If the node has no class archive for this image yet, one is made in
rem the background, for the next start. It is in a folder of the node, because a container's own files go with the container.
setlocal
start "" /b /low "%SystemRoot%\System32\cmd.exe" /c ""%~dp0class-archive.cmd" --missing"
call "%~dp0attestor.cmd" agent %*
exit /b %errorlevel%
