namespace Twinyard.Contracts.Fleet;

/// <summary>What the fleet wants of a device; retained on <c>ty/v1/{device}/shadow/desired</c>.</summary>
/// <param name="Revision">Grows with every change, over removals and enrolments of the device too. A device ignores a shadow that it has already settled.</param>
/// <param name="Bundle">Null when the device shall run no model.</param>
public sealed record DesiredShadow(long Revision, DesiredBundle? Bundle);

/// <param name="Sha256">Of the archive, lower-case hexadecimal; what does not match is not opened.</param>
/// <param name="Path">Path of the archive on the server, such as <c>/api/v1/models/rul/versions/1/bundle</c>.</param>
public sealed record DesiredBundle(string Model, string Version, string Sha256, string Path);
