using System.Text;

namespace LaunchAgent.Tests.Unit.House;

/// <summary>Reads Bicep text as far as no compiler is needed for it: strings, comments and brackets.</summary>
internal sealed class BicepScanner
{
    private readonly string _text;
    private readonly StringBuilder _code = new();
    private readonly Stack<(char Opened, int At)> _open = [];
    private int _at;

    private BicepScanner(string text) => _text = text;

    /// <summary>
    /// The text without comments and with every string empty, but for what it interpolates, which stands in parentheses.
    /// </summary>
    /// <exception cref="FormatException">A string or a bracket is not closed, or closed by another one.</exception>
    public static string CodeOf(string text)
    {
        var scanner = new BicepScanner(text);
        scanner.Run();
        return scanner._code.ToString();
    }

    private void Run()
    {
        while (_at < _text.Length)
        {
            if (Starts("//"))
                Skip(_text.IndexOf('\n', _at) is var end and >= 0 ? end : _text.Length);
            else if (Starts("/*"))
                Skip(_text.IndexOf("*/", _at, StringComparison.Ordinal) is var end and >= 0 ? end + 2 : throw Wrong("a comment that does not end"));
            else if (Starts("'''"))
                Skip(_text.IndexOf("'''", _at + 3, StringComparison.Ordinal) is var end and >= 0 ? end + 3 : throw Wrong("a text that does not end"));
            else if (_text[_at] == '\'')
                ReadString();
            else
                ReadCode();
        }

        if (_open.TryPeek(out var open))
            throw new FormatException($"'{open.Opened}' of line {LineOf(open.At)} is not closed.");
    }

    private void ReadCode()
    {
        var character = _text[_at];
        if (character is '{' or '[' or '(')
            _open.Push((character, _at));
        else if (character is '}' or ']' or ')')
        {
            if (!_open.TryPop(out var opened))
                throw Wrong($"'{character}' that closes nothing");
            if (opened.Opened == '$')
            {
                // The end of an interpolation: on with its string.
                if (character != '}')
                    throw Wrong($"'{character}' in an interpolation of line {LineOf(opened.At)}");
                _code.Append(')');
                _at++;
                ReadStringFrom(opened.At);
                return;
            }

            if (character != (opened.Opened switch { '{' => '}', '[' => ']', _ => ')' }))
                throw Wrong($"'{character}' for the '{opened.Opened}' of line {LineOf(opened.At)}");
        }

        _code.Append(character);
        _at++;
    }

    private void ReadString()
    {
        _code.Append('\'');
        _at++;
        ReadStringFrom(_at - 1);
    }

    private void ReadStringFrom(int start)
    {
        for (; _at < _text.Length && _text[_at] != '\n'; _at++)
        {
            if (_text[_at] == '\\')
                _at++;
            else if (Starts("${"))
            {
                _open.Push(('$', start));
                _code.Append('(');
                _at += 2;
                return;
            }
            else if (_text[_at] == '\'')
            {
                _code.Append('\'');
                _at++;
                return;
            }
        }

        throw new FormatException($"The string of line {LineOf(start)} does not end.");
    }

    private bool Starts(string with) => string.CompareOrdinal(_text, _at, with, 0, with.Length) == 0;

    private void Skip(int to) => _at = to;

    private FormatException Wrong(string what) => new($"Line {LineOf(_at)}: {what}.");

    private int LineOf(int at) => _text.AsSpan(0, at).Count('\n') + 1;
}
