// The backup: takes the records that can be read and says which ones could not.
#load "../../lib/turbofan.csx"

var lines = File.ReadAllLines("delivery.txt");
var bad = new List<int>();
for (var i = 0; i < lines.Length; i++)
{
    try
    {
        Turbofan.ReadRecordings(lines[i]);
    }
    catch (FormatException e)
    {
        bad.Add(i + 1);
        ty.Log($"record {i + 1} is left out: {e.Message}");
    }
}

ty.Table("deliveries").Append(new { state = "tolerated", records = lines.Length - bad.Count, left_out = bad.Count });
ty.Result(new { records = lines.Length - bad.Count, leftOut = bad });
