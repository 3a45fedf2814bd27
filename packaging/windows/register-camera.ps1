<#
.SYNOPSIS
Makes the camera "LivePortrait Cam" out of Unity Capture's filter, or takes it away again.

.DESCRIPTION
Unity Capture is a DirectShow camera under the MIT licence. It is no part of this program: fetch it from its
page, and keep its files where they are registered from. The script says what it is going to do and asks;
Windows asks once more, as registering needs an administrator.

.PARAMETER Folder
Folder with UnityCaptureFilter64.dll and, for 32-bit programs, UnityCaptureFilter32.dll.

.PARAMETER Unregister
Takes the camera away.

.PARAMETER Consented
Does not ask: whoever calls has asked already, as the installer does.

.EXAMPLE
.\register-camera.ps1 -Folder "C:\UnityCapture\Install"
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory = $true)]
    [ValidateNotNullOrEmpty()]
    [string] $Folder,

    [switch] $Unregister,

    [switch] $Consented
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$Name = 'LivePortrait Cam'
$Filters = @(
    @{ Stem = 'UnityCaptureFilter64'; Registrar = Join-Path $env:WINDIR 'System32\regsvr32.exe' },
    @{ Stem = 'UnityCaptureFilter32'; Registrar = Join-Path $env:WINDIR 'SysWOW64\regsvr32.exe' }
)

function Find-Filter {
    param([string] $Stem)
    # Releases have called the file by both names.
    foreach ($file in @("$Stem.dll", "${Stem}bit.dll")) {
        $path = Join-Path $Folder $file
        if (Test-Path -LiteralPath $path -PathType Leaf) {
            return (Resolve-Path -LiteralPath $path).ProviderPath
        }
    }
    return $null
}

function Get-RegistrarArguments {
    param([string] $Path)
    if ($Unregister) {
        return "/s /u `"$Path`""
    }
    return "/s `"$Path`" `"/i:UnityCaptureName=$Name`""
}

$found = @()
foreach ($filter in $Filters) {
    $path = Find-Filter -Stem $filter.Stem
    if ($null -ne $path) {
        $found += @{ Path = $path; Registrar = $filter.Registrar }
    }
}
if ($found.Count -eq 0) {
    Write-Error "There is no UnityCaptureFilter64.dll in '$Folder'. Fetch Unity Capture, and name its folder."
    exit 1
}

$verb = if ($Unregister) { 'taken away' } else { 'made' }
Write-Output "The camera '$Name' is going to be $verb, for all users of this computer, by:"
foreach ($filter in $found) {
    Write-Output "  $($filter.Registrar) $(Get-RegistrarArguments -Path $filter.Path)"
}
if (-not $Consented) {
    $answer = Read-Host 'Go on? [y/N]'
    if ($answer -notmatch '^[yY]') {
        Write-Output 'Nothing was changed.'
        exit 0
    }
}

foreach ($filter in $found) {
    $arguments = Get-RegistrarArguments -Path $filter.Path
    $process = Start-Process -FilePath $filter.Registrar -ArgumentList $arguments -Verb RunAs -Wait -PassThru
    if ($process.ExitCode -ne 0) {
        Write-Error "regsvr32 ended with $($process.ExitCode) for '$($filter.Path)'."
        exit 1
    }
}
Write-Output "Done. Programs that are open list cameras anew when they are started again."
