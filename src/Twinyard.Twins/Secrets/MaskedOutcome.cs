using Twinyard.Access.Secrets.Masking;

namespace Twinyard.Twins.Secrets;

/// <summary>An outcome without values of the run's secrets: an exception's message may have one.</summary>
internal static class MaskedOutcome
{
    /// <param name="mask">Null where the run has no secrets.</param>
    public static TwinOutcome Of(TwinOutcome outcome, SecretMask? mask) => mask is null ? outcome : outcome switch
    {
        TwinFailed failed => failed with { Reason = mask.Apply(failed.Reason) },
        TwinTimedOut late => late with { What = mask.Apply(late.What) },
        TwinExceeded exceeded => exceeded with { Limit = mask.Apply(exceeded.Limit) },
        TwinNotStarted not => not with { Error = not.Error with { Message = mask.Apply(not.Error.Message), Remedy = mask.Apply(not.Error.Remedy) } },
        _ => outcome,
    };
}
