namespace Twinyard.Agent.Tests;

public sealed class DeviceSecretTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    [Theory, InlineData("the-secret\n"), InlineData("""{"device":"d","secret":"the-secret"}""")]
    public void Read_TextOrJson_GivesTheSecret(string content)
    {
        File.WriteAllText(_file, content);

        DeviceSecret.Read(_file).ShouldBe("the-secret");
    }

    [Theory, InlineData(" \n"), InlineData("""{"device":"d"}""")]
    public void Read_NoSecret_NamesTheFile(string content)
    {
        File.WriteAllText(_file, content);

        Should.Throw<InvalidDataException>(() => DeviceSecret.Read(_file)).Message.ShouldStartWith(_file);
    }

    public void Dispose() => File.Delete(_file);
}
