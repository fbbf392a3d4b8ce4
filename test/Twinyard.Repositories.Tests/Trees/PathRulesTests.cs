using Twinyard.Repositories.Trees;

namespace Twinyard.Repositories.Tests.Trees;

public sealed class PathRulesTests
{
    [Theory]
    [InlineData("a/b.txt")]
    [InlineData("Grüße/日本.txt")]
    [InlineData(".gitignore")]
    [InlineData("com10/console.txt")]
    [InlineData(".github/x")]
    public void Check_GoodPath_HasNothingToSay(string path) => new PathRules().Check(path).ShouldBeNull();

    [Theory]
    [InlineData("a/../b", "'..'")]
    [InlineData("a//b", "''")]
    [InlineData("x/.Git/y", "'.Git'")]
    [InlineData("git~1", "'git~1'")]
    [InlineData("aux", "device")]
    [InlineData("a/Com1.log", "device")]
    [InlineData("a?b", "character")]
    [InlineData("a\u0001b", "character")]
    [InlineData("end. ", "dot or a space")]
    [InlineData("bad\uFFFDname", "UTF-8")]
    public void Check_BadPath_SaysWhy(string path, string said) => new PathRules().Check(path).ShouldNotBeNull().ShouldContain(said);

    [Fact]
    public void Check_SameButForCase_SaysWhich()
    {
        var rules = new PathRules();
        rules.Check("Größe/a").ShouldBeNull();
        rules.Check("Größe/b").ShouldBeNull();

        rules.Check("GRÖßE/c").ShouldNotBeNull().ShouldContain("'GRÖßE' and 'Größe' are the same");
    }

    [Fact]
    public void Check_TooLong_SaysSo()
    {
        new PathRules().Check(new string('a', 256)).ShouldNotBeNull().ShouldContain("255");
        new PathRules().Check(string.Join('/', Enumerable.Repeat("abcdefgh", 500))).ShouldNotBeNull().ShouldContain("4,096");
    }
}
