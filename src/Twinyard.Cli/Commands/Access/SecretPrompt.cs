using System.Text;

namespace Twinyard.Cli.Commands.Access;

/// <summary>Asks for a value on the terminal and shows nothing of it.</summary>
internal static class SecretPrompt
{
    /// <summary>One line; asked on standard error, so that standard output stays the result's.</summary>
    /// <param name="what">What is asked for.</param>
    public static string Ask(string what)
    {
        Console.Error.Write($"{what} (not shown): ");
        var value = new StringBuilder();
        while (Console.ReadKey(intercept: true) is var key && key.Key != ConsoleKey.Enter)
        {
            if (key.Key != ConsoleKey.Backspace)
            {
                value.Append(key.KeyChar == '\0' ? "" : key.KeyChar);
            }
            else if (value.Length > 0)
            {
                value.Length--;
            }
        }

        Console.Error.WriteLine();
        return value.ToString();
    }
}
