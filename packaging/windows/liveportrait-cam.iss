; The Windows installer, for Inno Setup 6.3 or later. Not run by its authors, who have no Windows machine.
;
;   iscc /DVersion=0.1.0 packaging\windows\liveportrait-cam.iss
;
; packs dist\liveportrait-cam, for one user and without an administrator. Unity Capture, which makes a camera
; of our name, is no part of it: where its folder is named, it is registered, if the user ticks that.

#ifndef Version
  #error Say which version it is: iscc /DVersion=0.1.0
#endif
#define Name "LivePortrait Cam"
#define Bundle "..\..\dist\liveportrait-cam"

[Setup]
AppId={{6B1E9B5E-0C53-4C0B-8E0B-6A4D3C7F21A9}
AppName={#Name}
AppVersion={#Version}
AppVerName={#Name} {#Version}
AppPublisher=The LivePortrait Cam authors
DefaultDirName={autopf}\{#Name}
DefaultGroupName={#Name}
DisableProgramGroupPage=yes
PrivilegesRequired=lowest
PrivilegesRequiredOverridesAllowed=dialog
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
MinVersion=10.0.17763
LicenseFile={#Bundle}\LICENCES.txt
SetupIconFile=..\..\build\icons\liveportrait-cam.ico
UninstallDisplayIcon={app}\{#Name}.exe
UninstallDisplayName={#Name}
OutputDir=..\..\dist
OutputBaseFilename=liveportrait-cam-{#Version}-setup
Compression=lzma2
SolidCompression=yes
WizardStyle=modern
CloseApplications=yes

[Languages]
Name: "english"; MessagesFile: "compiler:Default.isl"

[Tasks]
Name: "desktopicon"; Description: "{cm:CreateDesktopIcon}"; GroupDescription: "{cm:AdditionalIcons}"; Flags: unchecked
Name: "camera"; Description: "Register the virtual camera '{#Name}' from a folder with Unity Capture (asks for an administrator)"; GroupDescription: "Virtual camera:"; Flags: unchecked

[Files]
Source: "{#Bundle}\*"; DestDir: "{app}"; Flags: recursesubdirs createallsubdirs ignoreversion
Source: "register-camera.ps1"; DestDir: "{app}"; Flags: ignoreversion

[Icons]
Name: "{group}\{#Name}"; Filename: "{app}\{#Name}.exe"; Parameters: "app"
Name: "{autodesktop}\{#Name}"; Filename: "{app}\{#Name}.exe"; Parameters: "app"; Tasks: desktopicon

[Registry]
; Where the camera was registered from, for the uninstaller.
Root: HKA; Subkey: "Software\{#Name}"; ValueType: string; ValueName: "UnityCapture"; ValueData: "{code:CameraFolder}"; Tasks: camera; Flags: uninsdeletekey

[Run]
Filename: "{sys}\WindowsPowerShell\v1.0\powershell.exe"; Parameters: "-NoProfile -ExecutionPolicy Bypass -File ""{app}\register-camera.ps1"" -Folder ""{code:CameraFolder}"" -Consented"; StatusMsg: "Registering the virtual camera..."; Tasks: camera; Flags: runhidden
Filename: "{app}\{#Name}.exe"; Parameters: "app"; Description: "{cm:LaunchProgram,{#Name}}"; Flags: nowait postinstall skipifsilent

[Code]
var
  FolderPage: TInputDirWizardPage;

procedure InitializeWizard;
begin
  FolderPage := CreateInputDirPage(wpSelectTasks, 'Unity Capture', 'Where does it lie?',
    'Name the folder with UnityCaptureFilter64.dll. Keep it there: the camera is loaded from it.' + #13#10 +
    'A camera called ''{#Name}'' will be made of it, for all users of this computer. ' +
    'Uninstalling {#Name} takes it away again.', False, '');
  FolderPage.Add('');
end;

function CameraFolder(Param: String): String;
begin
  Result := FolderPage.Values[0];
end;

function HasFilter(Folder: String): Boolean;
begin
  Result := (Folder <> '') and (FileExists(AddBackslash(Folder) + 'UnityCaptureFilter64.dll')
    or FileExists(AddBackslash(Folder) + 'UnityCaptureFilter64bit.dll'));
end;

function ShouldSkipPage(PageID: Integer): Boolean;
begin
  Result := (PageID = FolderPage.ID) and not WizardIsTaskSelected('camera');
end;

function NextButtonClick(CurPageID: Integer): Boolean;
begin
  Result := True;
  if (CurPageID = FolderPage.ID) and not HasFilter(CameraFolder('')) then
  begin
    MsgBox('There is no UnityCaptureFilter64.dll in that folder.', mbError, MB_OK);
    Result := False;
  end;
end;

function RegisteredFolder: String;
begin
  if not RegQueryStringValue(HKA, 'Software\{#Name}', 'UnityCapture', Result) then
    Result := '';
end;

// Asked for at the end, when it is known what was registered; the program's files are still there.
procedure CurUninstallStepChanged(Step: TUninstallStep);
var
  Folder: String;
  ExitCode: Integer;
begin
  Folder := RegisteredFolder;
  if (Step = usUninstall) and HasFilter(Folder) then
    Exec(ExpandConstant('{sys}\WindowsPowerShell\v1.0\powershell.exe'),
      '-NoProfile -ExecutionPolicy Bypass -File "' + ExpandConstant('{app}') + '\register-camera.ps1"' +
      ' -Folder "' + Folder + '" -Unregister -Consented', '', SW_HIDE, ewWaitUntilTerminated, ExitCode);
end;
