using System.Diagnostics;
using System.Text.RegularExpressions;
using CsCheck;
using Twinyard.Access.Policies;

namespace Twinyard.Access.Tests.Policies;

public sealed class WildcardPatternTests
{
    [Theory]
    [InlineData("*", "", true)]
    [InlineData("*", "tyr:dev:buckets:object/a", true)]
    [InlineData("tyr:*:buckets:object/raw/*", "tyr:dev:buckets:object/raw/2026/a.csv", true)]
    [InlineData("tyr:*:buckets:object/raw/*", "tyr:dev:buckets:object/rawer", false)]
    [InlineData("tyr:dev:models:model/r?l", "tyr:dev:models:model/rul", true)]
    [InlineData("tyr:dev:models:model/r?l", "tyr:dev:models:model/rl", false)]
    [InlineData("tyr:dev:models:model/RUL", "tyr:dev:models:model/rul", false)]
    [InlineData("", "a", false)]
    [InlineData("a*", "a", true)]
    public void Matches_Resource(string pattern, string text, bool expected) =>
        WildcardPattern.ForResource(pattern).Matches(text, "").ShouldBe(expected);

    [Theory]
    [InlineData("buckets:Get*", "BUCKETS:getObject", true)]
    [InlineData("BUCKETS:*", "buckets:PutObject", true)]
    [InlineData("*:List*", "fleet:ListDevices", true)]
    [InlineData("*:List*", "fleet:GetDevice", false)]
    public void Matches_ActionInAnyCase(string pattern, string text, bool expected) =>
        WildcardPattern.ForAction(pattern).Matches(text, "").ShouldBe(expected);

    [Theory]
    [InlineData("dev-01", "tyr:dev:fleet:topic/ty/v1/dev-01/d", true)]
    [InlineData("dev-02", "tyr:dev:fleet:topic/ty/v1/dev-01/d", false)]
    [InlineData("*", "tyr:dev:fleet:topic/ty/v1/dev-01/d", false)]
    [InlineData("dev-0?", "tyr:dev:fleet:topic/ty/v1/dev-01/d", false)]
    [InlineData("\uFFFF", "tyr:dev:fleet:topic/ty/v1/dev-01/d", false)]
    public void Matches_PrincipalName_IsTakenLiterally(string principal, string resource, bool expected) =>
        WildcardPattern.ForResource("tyr:*:fleet:topic/ty/v1/${tyr:PrincipalName}/*").Matches(resource, principal).ShouldBe(expected);

    [Fact]
    public void Matches_AnyPatternAndText_AgreesWithRegex() =>
        Gen.Select(Gen.Char["ab*?"].Array[0, 12].Select(c => new string(c)), Gen.Char["ab"].Array[0, 16].Select(c => new string(c))).Sample((pattern, text) =>
        {
            var regex = $"^{Regex.Escape(pattern).Replace(@"\*", ".*", StringComparison.Ordinal).Replace(@"\?", ".", StringComparison.Ordinal)}\\z";
            return WildcardPattern.ForResource(pattern).Matches(text, "") == Regex.IsMatch(text, regex, RegexOptions.NonBacktracking);
        });

    [Fact]
    public void Matches_ManyStars_DoesNotExplode()
    {
        var pattern = WildcardPattern.ForResource(string.Concat(Enumerable.Repeat("a*", 200)) + "b");
        var text = new string('a', 5000);
        var started = Stopwatch.GetTimestamp();

        pattern.Matches(text, "").ShouldBeFalse();

        Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(2));
    }
}
