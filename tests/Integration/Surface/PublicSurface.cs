using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace LaunchAgent.Tests.Integration.Surface;

/// <summary>Renders everything that a referencing project can see of an assembly: one line for each type and each member.</summary>
internal static class PublicSurface
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static IReadOnlyList<string> Of(Assembly assembly) =>
        [.. assembly.GetExportedTypes().OrderBy(t => t.FullName, StringComparer.Ordinal).SelectMany(Lines)];

    public static IEnumerable<string> Lines(Type type)
    {
        var name = TypeNames.Of(type);
        if (typeof(Delegate).IsAssignableFrom(type))
        {
            var invoke = type.GetMethod("Invoke")!;
            return [$"{name}: delegate {TypeNames.Of(invoke.ReturnType)} {Signatures.Parameters(invoke)}"];
        }

        return [$"{name}: {Head(type)}", .. Members(type).Select(m => $"{name}.{m}").Order(StringComparer.Ordinal)];
    }

    private static string Head(Type type)
    {
        if (type.IsEnum)
            return "enum";
        var isRecord = type.GetMethod("<Clone>$") is not null;
        var kind = type.IsInterface ? "interface" : type.IsValueType ? "struct" : isRecord ? "record" : "class";
        var modifier = type.IsInterface || type.IsValueType ? "" : type.IsAbstract && type.IsSealed ? "static " : type.IsAbstract ? "abstract " : type.IsSealed ? "sealed " : "";
        var bases = new[] { type.BaseType }.Where(b => b is not null && b != typeof(object) && b != typeof(ValueType)).Cast<Type>()
            .Concat(OwnInterfaces(type).OrderBy(i => i.FullName, StringComparer.Ordinal)).Select(TypeNames.Of).ToList();
        return modifier + kind + (bases.Count == 0 ? "" : $" : {string.Join(", ", bases)}")
            + Signatures.Constraints(type.GetGenericArguments().Where(a => a.IsGenericParameter)) + Usage(type);
    }

    // Only what is named, not what that brings along; records and structs compare themselves, which is no news.
    private static IEnumerable<Type> OwnInterfaces(Type type)
    {
        var all = type.GetInterfaces().Where(i => !i.IsGenericType || i.GetGenericTypeDefinition() != typeof(IEquatable<>)).ToList();
        var brought = all.SelectMany(i => i.GetInterfaces()).Concat(type.BaseType?.GetInterfaces() ?? []).ToHashSet();
        return all.Where(i => i.IsVisible && !brought.Contains(i));
    }

    private static string Usage(Type type)
    {
        if (!typeof(Attribute).IsAssignableFrom(type) || type.GetCustomAttribute<AttributeUsageAttribute>(inherit: true) is not { } usage)
            return "";
        return $" [{usage.ValidOn}{(usage.AllowMultiple ? ", many" : "")}]";
    }

    private static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum)
            return Enum.GetNames(type).Select(n => $"{n} = {Convert.ToInt64(Enum.Parse(type, n), CultureInfo.InvariantCulture)}");
        var fields = type.GetFields(Declared).Where(f => f.IsPublic || f.IsFamily).Select(f => $"{f.Name}: {(f.IsStatic ? "static " : "")}{TypeNames.Of(f.FieldType)}");
        var properties = type.GetProperties(Declared).Where(p => p.GetAccessors(nonPublic: true).Any(IsSeen) && p.Name != "EqualityContract").Select(Property);
        var events = type.GetEvents(Declared).Where(e => IsSeen(e.AddMethod!)).Select(e => $"{e.Name}: event {TypeNames.Of(e.EventHandlerType!)}");
        var constructors = type.GetConstructors(Declared).Where(IsSeen).Where(c => !c.IsStatic).Select(c => $"ctor: {Signatures.Modifiers(c)}{Signatures.Parameters(c)}");
        var methods = type.GetMethods(Declared).Where(m => IsSeen(m) && !IsNoise(m)).Select(Method);
        return [.. fields, .. properties, .. events, .. constructors, .. methods];
    }

    private static bool IsSeen(MethodBase method) =>
        method.IsPublic || ((method.IsFamily || method.IsFamilyOrAssembly) && !method.DeclaringType!.IsSealed);

    // Accessors are shown with their property; the compiler's own members and object's three are the same everywhere.
    private static bool IsNoise(MethodInfo method) =>
        (method.IsSpecialName && !method.Name.StartsWith("op_", StringComparison.Ordinal))
        || method.IsDefined(typeof(CompilerGeneratedAttribute))
        || method.GetBaseDefinition().DeclaringType == typeof(object) || method.GetBaseDefinition().DeclaringType == typeof(ValueType);

    private static string Property(PropertyInfo property)
    {
        var accessors = new List<string>();
        if (property.GetMethod is { } get && IsSeen(get))
            accessors.Add(Accessor(get, "get"));
        if (property.SetMethod is { } set && IsSeen(set))
            accessors.Add(Accessor(set, set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ? "init" : "set"));
        var widest = property.GetAccessors(nonPublic: true).Where(IsSeen).OrderBy(a => a.IsPublic ? 0 : 1).First();
        var index = property.GetIndexParameters() is { Length: > 0 } parameters
            ? $"[{string.Join(", ", parameters.Select(p => $"{TypeNames.Of(p.ParameterType)} {p.Name}"))}]"
            : "";
        return $"{property.Name}{index}: {Signatures.Modifiers(widest)}{TypeNames.Of(property.PropertyType)} {{ {string.Join(" ", accessors)} }}";

        string Accessor(MethodInfo accessor, string word) =>
            !accessor.IsPublic && property.GetAccessors().Length > 0 ? $"protected {word};" : $"{word};";
    }

    private static string Method(MethodInfo method)
    {
        var generic = method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(a => a.Name))}>" : "";
        return $"{method.Name}{generic}: {Signatures.Modifiers(method)}{TypeNames.Of(method.ReturnType)} {Signatures.Parameters(method)}{Signatures.Constraints(method.GetGenericArguments())}";
    }
}
