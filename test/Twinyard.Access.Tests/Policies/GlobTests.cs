using System.Diagnostics;
using System.Text.RegularExpressions;
using CsCheck;
using Twinyard.Access.Policies;

namespace Twinyard.Access.Tests.Policies;

public sealed class GlobTests
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
    public void Matches_Text_AsTheWildcardsSay(string pattern, string text, bool expected) => Glob.Matches(Glob.Pattern(pattern), text).ShouldBe(expected);

    [Fact]
    public void Matches_AnyPatternAndText_AgreesWithRegex() =>
        Gen.Select(Gen.Char["ab*?"].Array[0, 12].Select(c => new string(c)), Gen.Char["ab"].Array[0, 16].Select(c => new string(c))).Sample((pattern, text) =>
        {
            var regex = $"^{Regex.Escape(pattern).Replace(@"\*", ".*", StringComparison.Ordinal).Replace(@"\?", ".", StringComparison.Ordinal)}\\z";
            return Glob.Matches(Glob.Pattern(pattern), text) == Regex.IsMatch(text, regex, RegexOptions.NonBacktracking);
        });

    [Fact]
    public void Matches_ManyStars_DoesNotExplode()
    {
        var pattern = Glob.Pattern(string.Concat(Enumerable.Repeat("a*", 200)) + "b");
        var text = new string('a', 5000);
        var started = Stopwatch.GetTimestamp();

        Glob.Matches(pattern, text).ShouldBeFalse();

        Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(2));
    }
}
