// Proves the reader on recordings small enough to check by eye.
#load "../lib/turbofan.csx"

var line = "0.1 0.2 100 " + string.Join(' ', Enumerable.Range(1, 21).Select(sensor => $"{sensor}.5"));
var text = $"1 1 {line}  \n1 2 {line}\n\n2 1 {line}\t\n";
var recordings = Turbofan.ReadRecordings(text);
Expect(recordings.Count == 2, "two units make two recordings");
Expect(recordings[0].Cycles.SequenceEqual([1, 2]), "the cycles of unit 1 are 1 and 2");
Expect(recordings[0].Rows[0].Length == 21 && recordings[0].Rows[0][0] == 1.5 && recordings[0].Rows[0][20] == 21.5, "a row holds the sensors 1 to 21 in order");

var long300 = new Recording("1", Enumerable.Range(1, 300).ToList(), []);
Expect(Turbofan.Labels(long300, atEnd: 0)[^1] == 0, "an engine that ran until failure has nothing left at its last cycle");
Expect(Turbofan.Labels(long300, atEnd: 7)[^2] == 8, "labels count back from what was left at the end");
Expect(Turbofan.Labels(long300, atEnd: 0)[0] == 125, "labels are capped at 125 cycles");
Expect(Turbofan.ReadRemaining("112 \n98\n").SequenceEqual([112, 98]), "a line of rul.txt is a number");
Expect(Math.Abs(Turbofan.Rmse([new Judged(120, 145), new Judged(10, 10)], capped: true) - Math.Sqrt(12.5)) < 1e-9, "the truth is capped before it is compared");
Expect(Math.Abs(Turbofan.Rmse([new Judged(120, 145), new Judged(10, 10)], capped: false) - Math.Sqrt(312.5)) < 1e-9, "uncapped means uncapped");
Expect(Refusal(() => Turbofan.ReadRecordings($"1 1 {line} 7")).Contains("line 1"), "a line too long is refused with its number");
Expect(Refusal(() => Turbofan.ReadRecordings($"1 1 {line}\n1 x {line}")).Contains("line 2: field 2"), "a field that is no number is refused with its place");
ty.Log("The reader does what the models rely on.");

string Refusal(Action action)
{
    try
    {
        action();
        return "";
    }
    catch (FormatException e)
    {
        return e.Message;
    }
}

void Expect(bool holds, string what)
{
    if (!holds)
    {
        throw new InvalidOperationException($"It should hold that {what}, and it does not.");
    }
}
