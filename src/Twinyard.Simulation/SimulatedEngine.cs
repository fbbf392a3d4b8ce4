using Twinyard.Agent.Recordings;

namespace Twinyard.Simulation;

/// <summary>
/// One engine from new to failed. Damage is <c>(e^(b·(t − onset)) − 1) / (e^(b·duration) − 1)</c> after the onset and 0 before
/// it: health falls exponentially, and the engine has failed at damage 1, its last cycle.
/// </summary>
internal sealed class SimulatedEngine
{
    private const int ShortestHealthy = 40;
    private const int LongestHealthy = 170;
    private const int ShortestWear = 90;
    private const int LongestWear = 180;

    // Growth over the whole wear: damage is 3 % of the way after a quarter of the time, 50 % after five sixths.
    private const double Growth = 4.0;

    private readonly Random _random;
    private readonly FaultMode _mode;
    private readonly int _onset;
    private readonly int _wear;
    private readonly double[] _offsets;

    /// <param name="secondBuild">Whether it is of the build of FD003, which some sensors show from new on.</param>
    public SimulatedEngine(FaultMode mode, bool secondBuild, Random random)
    {
        _random = random;
        _mode = mode;
        _onset = random.Next(ShortestHealthy, LongestHealthy + 1);
        _wear = random.Next(ShortestWear, LongestWear + 1);
        _offsets = [.. SensorResponse.All.Select(sensor => sensor.Noise * (secondBuild ? sensor.Shift + Gaussian() * sensor.Spread : Gaussian() * SensorResponse.UsualSpread))];
    }

    /// <summary>Cycles until it has failed, that one included.</summary>
    public int Lifetime => _onset + _wear;

    /// <summary>The first cycles of its life, in order.</summary>
    public IEnumerable<RecordingRow> Run(int unit, int cycles)
    {
        for (var cycle = 1; cycle <= cycles; cycle++)
        {
            yield return new RecordingRow(unit, cycle, Measure(cycle));
        }
    }

    private double[] Measure(int cycle)
    {
        var damage = cycle <= _onset ? 0 : (Math.Exp(Growth * (cycle - _onset) / _wear) - 1) / (Math.Exp(Growth) - 1);
        var values = new double[RecordingColumns.Settings + RecordingColumns.Sensors];
        values[0] = Math.Round(Gaussian() * 0.0022, 4);
        values[1] = Math.Round(Gaussian() * 0.0003, 4);
        values[2] = 100;
        for (var i = 0; i < RecordingColumns.Sensors; i++)
        {
            var sensor = SensorResponse.All[i];
            var span = _mode == FaultMode.Compressor ? sensor.Compressor : sensor.Fan;
            values[RecordingColumns.Settings + i] = Math.Round(sensor.Baseline + _offsets[i] + (span * damage) + (Gaussian() * sensor.Noise), sensor.Decimals);
        }

        return values;
    }

    /// <summary>Standard normal by Box and Muller (1958).</summary>
    private double Gaussian() => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
}
