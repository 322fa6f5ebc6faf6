using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Azure.Data.Tables;

public sealed partial class TableEntity
{
    /// <summary>All names, those of the keys included.</summary>
    public ICollection<string> Keys => _properties.Keys;

    /// <summary>How many names there are, those of the keys included.</summary>
    public int Count => _properties.Count;

    bool ICollection<KeyValuePair<string, object>>.IsReadOnly => false;

    ICollection<object> IDictionary<string, object>.Values => _properties.Values!;

    /// <summary>A property; null when it is not there. A whole number set over a long or a double becomes one.</summary>
    /// <param name="key">Its name.</param>
    public object? this[string key]
    {
        get
        {
            ArgumentException.ThrowIfNullOrEmpty(key);
            return _properties.GetValueOrDefault(key);
        }

        set
        {
            ArgumentException.ThrowIfNullOrEmpty(key);
            _properties[key] = (_properties.GetValueOrDefault(key), value) switch
            {
                (double, int whole) => (double)whole,
                (long, int whole) => (long)whole,
                (string, DateTime or DateTimeOffset) => value.ToString(),
                _ => value,
            };
        }
    }

    object IDictionary<string, object>.this[string key]
    {
        get => this[key]!;
        set => this[key] = value;
    }

    /// <summary>Sets a property, also one that is there.</summary>
    public void Add(string key, object? value) => this[key] = value;

    /// <summary>Whether a property is there.</summary>
    public bool ContainsKey(string key) => _properties.ContainsKey(key);

    /// <summary>Forgets a property; false when it was not there.</summary>
    public bool Remove(string key) => _properties.Remove(key);

    /// <summary>Reads a property; false when it is not there.</summary>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out object value) => _properties.TryGetValue(key, out value);

    /// <summary>Forgets all, also the keys.</summary>
    public void Clear() => _properties.Clear();

    void ICollection<KeyValuePair<string, object>>.Add(KeyValuePair<string, object> item) => this[item.Key] = item.Value;

    bool ICollection<KeyValuePair<string, object>>.Contains(KeyValuePair<string, object> item) =>
        ((ICollection<KeyValuePair<string, object?>>)_properties).Contains(item!);

    void ICollection<KeyValuePair<string, object>>.CopyTo(KeyValuePair<string, object>[] array, int arrayIndex) =>
        ((ICollection<KeyValuePair<string, object?>>)_properties).CopyTo(array!, arrayIndex);

    bool ICollection<KeyValuePair<string, object>>.Remove(KeyValuePair<string, object> item) =>
        ((ICollection<KeyValuePair<string, object?>>)_properties).Remove(item!);

    IEnumerator<KeyValuePair<string, object>> IEnumerable<KeyValuePair<string, object>>.GetEnumerator() =>
        ((IEnumerable<KeyValuePair<string, object>>)_properties!).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _properties.GetEnumerator();
}
