-- What the package needs and wixl has no words for: one statement a line, run by msibuild in this order.

-- The configuration is written once (NeverOverwrite 128); what takes it away is "Purge" below (Permanent 16).
UPDATE `Component` SET `Attributes` = 400 WHERE `Component` = 'Configuration'

-- The files of a package replace what is there, whatever versions they have: an older runtime is a runtime as well.
INSERT INTO `Property` (`Property`, `Value`) VALUES ('REINSTALLMODE', 'amus')
INSERT INTO `Property` (`Property`, `Value`) VALUES ('ARPNOMODIFY', '1')
UPDATE `Property` SET `Value` = 'WIX_DOWNGRADE_DETECTED;WIX_UPGRADE_DETECTED;KEEPCONFIG' WHERE `Property` = 'SecureCustomProperties'

-- REG_EXPAND_SZ.
UPDATE `Registry` SET `Value` = '#%%SystemRoot%\System32\EventCreate.exe' WHERE `Registry` = 'EventMessages'

-- Folders and files of SYSTEM and the administrators alone; nothing comes from the folder above.
CREATE TABLE `MsiLockPermissionsEx` (`MsiLockPermissionsEx` CHAR(72) NOT NULL, `LockObject` CHAR(72) NOT NULL, `Table` CHAR(32) NOT NULL, `SDDLText` CHAR(0) NOT NULL, `Condition` CHAR(255) PRIMARY KEY `MsiLockPermissionsEx`)
-- The program's folder likewise, wherever INSTALLDIR is: a folder that somebody else may change would be code run as SYSTEM. Users may
-- read and run what is in it, as in Program Files.
INSERT INTO `MsiLockPermissionsEx` (`MsiLockPermissionsEx`, `LockObject`, `Table`, `SDDLText`) VALUES ('ProgramFolder', 'INSTALLDIR', 'CreateFolder', 'O:BAG:BAD:PAI(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;FRFX;;;BU)')
INSERT INTO `MsiLockPermissionsEx` (`MsiLockPermissionsEx`, `LockObject`, `Table`, `SDDLText`) VALUES ('DataFolder', 'DataFolder', 'CreateFolder', 'O:BAG:BAD:PAI(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)')
INSERT INTO `MsiLockPermissionsEx` (`MsiLockPermissionsEx`, `LockObject`, `Table`, `SDDLText`) VALUES ('LogFolder', 'LogFolder', 'CreateFolder', 'O:BAG:BAD:PAI(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)')
INSERT INTO `MsiLockPermissionsEx` (`MsiLockPermissionsEx`, `LockObject`, `Table`, `SDDLText`) VALUES ('ConfigurationFile', 'ConfigurationFile', 'File', 'O:BAG:BAD:PAI(A;;FA;;;SY)(A;;FA;;;BA)')

-- "attestor" can be typed in a window: = sets, - takes away at the end, * is the machine's.
CREATE TABLE `Environment` (`Environment` CHAR(72) NOT NULL, `Name` CHAR(255) NOT NULL LOCALIZABLE, `Value` CHAR(255) LOCALIZABLE, `Component_` CHAR(72) NOT NULL PRIMARY KEY `Environment`)
INSERT INTO `Environment` (`Environment`, `Name`, `Value`, `Component_`) VALUES ('Path', '=-*PATH', '[~];[INSTALLDIR]bin', 'Service')
INSERT INTO `InstallExecuteSequence` (`Action`, `Sequence`) VALUES ('RemoveEnvironmentStrings', 3300)
INSERT INTO `InstallExecuteSequence` (`Action`, `Sequence`) VALUES ('WriteEnvironmentStrings', 5200)

-- Programs of the system, run as SYSTEM (3106 = program 34 + in the script 1024 + as SYSTEM 2048; + 64: a failure is no failure).
-- The service manager starts a service that failed again after 10 s, a minute, and then every five minutes, also when it said so itself.
INSERT INTO `CustomAction` (`Action`, `Type`, `Source`, `Target`) VALUES ('RestartService', 3106, 'INSTALLDIR', '"[System64Folder]sc.exe" failure attestor reset= 86400 actions= restart/10000/restart/60000/restart/300000')
INSERT INTO `CustomAction` (`Action`, `Type`, `Source`, `Target`) VALUES ('RestartAlways', 3170, 'INSTALLDIR', '"[System64Folder]sc.exe" failureflag attestor 1')
INSERT INTO `InstallExecuteSequence` (`Action`, `Condition`, `Sequence`) VALUES ('RestartService', 'NOT REMOVE="ALL"', 5810)
INSERT INTO `InstallExecuteSequence` (`Action`, `Condition`, `Sequence`) VALUES ('RestartAlways', 'NOT REMOVE="ALL"', 5820)
-- The class archive: made before the service starts, and removed with the file that it replaces. Without them, Java starts more slowly.
INSERT INTO `CustomAction` (`Action`, `Type`, `Source`, `Target`) VALUES ('ClassArchive', 3170, 'INSTALLDIR', '"[System64Folder]cmd.exe" /c ""[INSTALLDIR]bin\class-archive.cmd""')
INSERT INTO `InstallExecuteSequence` (`Action`, `Condition`, `Sequence`) VALUES ('ClassArchive', 'NOT REMOVE="ALL"', 5830)
-- Logs and configuration go with Attestor, but not when another version takes its place; the configuration stays if somebody says
-- KEEPCONFIG=1. The variable is for installers that do not tell a package that another one comes.
INSERT INTO `CustomAction` (`Action`, `Type`, `Source`, `Target`) VALUES ('RemoveLogs', 3170, 'INSTALLDIR', '"[System64Folder]cmd.exe" /c rd /s /q "[LogFolder]"')
INSERT INTO `CustomAction` (`Action`, `Type`, `Source`, `Target`) VALUES ('Purge', 3170, 'INSTALLDIR', '"[System64Folder]cmd.exe" /c rd /s /q "[DataFolder]"')
INSERT INTO `InstallExecuteSequence` (`Action`, `Condition`, `Sequence`) VALUES ('RemoveLogs', 'REMOVE="ALL" AND NOT UPGRADINGPRODUCTCODE', 3410)
INSERT INTO `InstallExecuteSequence` (`Action`, `Condition`, `Sequence`) VALUES ('Purge', 'REMOVE="ALL" AND NOT KEEPCONFIG="1" AND NOT %ATTESTOR_KEEPCONFIG="1" AND NOT UPGRADINGPRODUCTCODE', 3420)
