using System.Text;
using CsCheck;
using Twinyard.Access.Secrets.Masking;

namespace Twinyard.Access.Tests.Secrets.Masking;

public sealed class MaskedTextTests
{
    // Few letters, so that values begin within one another, overlap, and nearly occur.
    private static readonly Gen<string> Letters = OneOf("ab\n=Y").Array[0, 40].Select(letters => new string(letters));
    private static readonly Gen<string> Values = OneOf("ab\n").Array[SecretForms.Shortest, 12].Select(letters => new string(letters)).Where(value => value.Trim().Length >= SecretForms.Shortest);

    private static readonly Gen<(string[] Values, string[] Pieces, int[] Cuts)> Cases =
        Gen.Select(Values.Array[1, 3], Letters.Array[1, 6], Gen.Int[0, 4].Array[1, 20], Gen.Int[0, 2].Array[1, 6])
            .Select((values, letters, cuts, chosen) => (values, Pieces(values, letters, chosen), cuts));

    private static Gen<char> OneOf(string letters) => Gen.Int[0, letters.Length - 1].Select(i => letters[i]);

    [Fact]
    public void Write_AnyTextCutAnywhere_CoversExactlyWhatBelongsToAForm() => Cases.Sample(
        one =>
        {
            var text = string.Concat(one.Pieces);
            var mask = SecretMask.Of(one.Values)!; // there is a value
            var whole = mask.Apply(text);

            InParts(mask, text, one.Cuts).ShouldBe(whole);
            whole.ShouldBe(Slowly(one.Values, text));
            foreach (var value in one.Values)
            {
                whole.ShouldNotContain(value, Case.Sensitive);
            }
        },
        iter: 20_000);

    [Fact]
    public async Task Reader_AnyTextInAnyParts_GivesWhatTheWholeTextGives() => await Cases.SampleAsync(
        async one =>
        {
            var text = string.Concat(one.Pieces);
            var mask = SecretMask.Of(one.Values)!; // there is a value
            var reader = new MaskingReader(new PartReader(text, one.Cuts), mask);
            var read = new StringBuilder();
            var buffer = new char[3];
            int count;
            while ((count = await reader.ReadAsync(buffer.AsMemory(), CancellationToken.None)) > 0)
            {
                read.Append(buffer, 0, count);
            }

            read.ToString().ShouldBe(mask.Apply(text));
        },
        iter: 2_000);

    [Fact]
    public void Write_LineWithoutABeginning_IsGivenAtOnce()
    {
        var output = new StringBuilder();
        var text = new MaskedText(SecretMask.Of(["one-line-secret", "two\nline secret"])!); // there is a value

        text.Write("a line\n", output);
        output.ToString().ShouldBe("a line\n");
        text.Write("ends with two\n", output);
        output.ToString().ShouldBe("a line\nends with ");
        text.Write("line secret.\n", output);
        output.ToString().ShouldBe("a line\nends with ***.\n");
    }

    [Fact]
    public void Apply_TextWithoutAValue_IsTheSameText()
    {
        const string Text = "nothing of a secret: correct hors";

        SecretMask.Of(["correct horse"])!.Apply(Text).ShouldBeSameAs(Text); // there is a value
    }

    [Fact]
    public void Of_NoValues_IsNoMask() => SecretMask.Of([]).ShouldBeNull();

    private static string[] Pieces(string[] values, string[] letters, int[] chosen) =>
        [.. letters.SelectMany((piece, i) => new[] { piece, chosen[i % chosen.Length] is var at && at < values.Length ? SecretForms.Of(values[at]).ElementAt(i % SecretForms.Of(values[at]).Count) : "" })];

    private static string InParts(SecretMask mask, string text, int[] cuts)
    {
        var output = new StringBuilder();
        var stream = new MaskedText(mask);
        for (var (at, i) = (0, 0); at < text.Length; i++)
        {
            var length = Math.Min(text.Length - at, 1 + cuts[i % cuts.Length]);
            stream.Write(text.AsSpan(at, length), output);
            at += length;
        }

        stream.Finish(output);
        return output.ToString();
    }

    // Marks every character of every occurrence of every form; what overlaps is one cover.
    private static string Slowly(string[] values, string text)
    {
        var spans = new List<(int Start, int End)>();
        foreach (var form in values.SelectMany(SecretForms.Of).Distinct())
        {
            for (var at = text.IndexOf(form, StringComparison.Ordinal); at >= 0; at = text.IndexOf(form, at + 1, StringComparison.Ordinal))
            {
                spans.Add((at, at + form.Length));
            }
        }

        var output = new StringBuilder();
        var done = 0;
        foreach (var (start, end) in spans.OrderBy(span => span.Start).ThenByDescending(span => span.End))
        {
            if (start >= done)
            {
                output.Append(text, done, start - done).Append(SecretMask.Cover);
            }

            done = Math.Max(done, end);
        }

        return output.Append(text, done, text.Length - done).ToString();
    }

    private sealed class PartReader(string text, int[] cuts) : TextReader
    {
        private int _at;
        private int _part;

        public override ValueTask<int> ReadAsync(Memory<char> buffer, CancellationToken cancellationToken = default)
        {
            var count = Math.Min(Math.Min(buffer.Length, text.Length - _at), 1 + cuts[_part++ % cuts.Length]);
            text.AsSpan(_at, count).CopyTo(buffer.Span);
            _at += count;
            return ValueTask.FromResult(count);
        }
    }
}
