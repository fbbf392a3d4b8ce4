namespace Twinyard.Twins.Jupyter;

/// <summary>How a request to execute code ended.</summary>
internal abstract record KernelReply;

internal sealed record KernelDone : KernelReply;

/// <summary>The code raised an exception.</summary>
internal sealed record KernelRaised(string Name, string Message) : KernelReply;

/// <summary>Its time was up and it was interrupted.</summary>
/// <param name="IsResponsive">Whether it took the interrupt; otherwise its kernel is of no further use.</param>
internal sealed record KernelTimedOut(TimeSpan After, bool IsResponsive) : KernelReply;

/// <summary>The kernel's process ended, or was started anew and has forgotten everything.</summary>
internal sealed record KernelGone : KernelReply;
