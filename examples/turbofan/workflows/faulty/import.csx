// Takes the delivery as it should be: every record whole. This one is not, so the run fails here and its outputs never appear.
#load "../../lib/turbofan.csx"

ty.Table("deliveries").Append(new { state = "half", records = 0 });
var recordings = Turbofan.ReadRecordings(File.ReadAllText("delivery.txt"));
ty.Table("deliveries").Append(new { state = "complete", records = recordings.Sum(recording => recording.Rows.Count) });
