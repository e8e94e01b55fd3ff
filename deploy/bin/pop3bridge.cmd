@echo off
rem Starts an unpacked release of pop3bridge with a Java that is new enough: that of JAVA_HOME, else that of the path.
rem JAVA_OPTS holds further options for Java. Blocks in parentheses are avoided: a path may contain parentheses.
setlocal DisableDelayedExpansion

set "least=25"
set "lib=%~dp0..\lib"
if not exist "%lib%\" goto no_lib

set "java=java.exe"
if defined JAVA_HOME set "java=%JAVA_HOME%\bin\java.exe"

rem The line is: openjdk version "25.0.3" 2026-04-21
set "version="
set "major=0"
for /f "tokens=3" %%v in ('call "%java%" -version 2^>^&1 ^| findstr /c:" version "') do set "version=%%~v"
if defined version for /f "delims=.-+" %%m in ("%version%") do set "major=%%m"
if %major% LSS %least% goto no_java

set "class_path=%lib%\*"
if "%~1"=="demo" set "class_path=%lib%\*;%lib%\embedded\*"

"%java%" --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -XX:+UseCompactObjectHeaders -XX:+ExitOnOutOfMemoryError %JAVA_OPTS% -cp "%class_path%" pop3bridge.cli.Main %*
exit /b %errorlevel%

:no_lib
echo pop3bridge: there is no "%lib%": unpack a release 1>&2
exit /b 2

:no_java
echo pop3bridge: Java %least% or newer is needed: install Eclipse Temurin %least% or another JDK, or set JAVA_HOME to it 1>&2
exit /b 2
