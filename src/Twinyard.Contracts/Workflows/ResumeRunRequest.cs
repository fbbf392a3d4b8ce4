namespace Twinyard.Contracts.Workflows;

/// <param name="From">A step that is executed anew, with all that need it; null for those that did not succeed.</param>
public sealed record ResumeRunRequest(string? From = null);
