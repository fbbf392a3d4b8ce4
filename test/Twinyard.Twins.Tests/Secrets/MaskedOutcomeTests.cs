using Twinyard.Access.Secrets.Masking;
using Twinyard.Platform.Results;
using Twinyard.Twins.Secrets;

namespace Twinyard.Twins.Tests.Secrets;

public sealed class MaskedOutcomeTests
{
    private static readonly SecretMask Mask = SecretMask.Of(["correct horse"])!; // there is a value

    public static TheoryData<TwinOutcome> Outcomes =>
    [
        new TwinFailed(1) { Reason = "Cell 1 failed: ValueError: correct horse" },
        new TwinTimedOut(TimeSpan.FromSeconds(1)) { What = "correct horse" },
        new TwinExceeded("correct horse"),
        new TwinNotStarted(new FailedError("a", "correct horse", "correct horse")),
    ];

    [Theory, MemberData(nameof(Outcomes))]
    public void Of_EveryKind_SaysNoValue(TwinOutcome outcome)
    {
        var masked = MaskedOutcome.Of(outcome, Mask);

        masked.GetType().ShouldBe(outcome.GetType());
        masked.ToString().ShouldNotContain("horse");
        masked.Explain().ShouldNotBeNull().ShouldContain("***");
    }
}
