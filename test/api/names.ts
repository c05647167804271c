/** What is read of `.jsii`, the assembly that the bindings of all languages are made from. */
export interface Assembly {
  readonly types: Record<string, Type>;
}

export interface Type {
  readonly fqn: string;
  readonly kind: 'class' | 'enum' | 'interface';
  readonly name: string;
  /** An interface of data only, which becomes keyword arguments, a builder, or an object initialiser. */
  readonly datatype?: boolean;
  readonly properties?: readonly Member[];
  readonly methods?: readonly Member[];
  readonly members?: readonly Member[];
}

export interface Member {
  readonly name: string;
  readonly const?: boolean;
  /** The member of another library that it implements or overrides, whose name is not ours. */
  readonly overrides?: string;
  readonly parameters?: readonly Member[];
}

/** What every object has: in Java and in C#, and as Java's getters and C#'s properties would spell it. */
const OF_EVERY_OBJECT = new Set(
  ['class', 'clone', 'finalize', 'notify', 'notifyAll', 'toString', 'wait', 'getClass', 'hashCode', 'equals'].concat(
    ['getHashCode', 'getType', 'memberwiseClone', 'referenceEquals'], // C#
  ),
);

/** Of the builder of a class or struct in Java. */
const OF_A_BUILDER = new Set(['build', 'builder', 'create']);

/** Keywords that jsii does not know of. */
const KEYWORDS = new Set(['async', 'await']);

/** What a file of Java or C# has in scope without asking, or by `using System`. */
const IN_SCOPE = new Set(
  (
    'Action Attribute Boolean Buffer Byte Character Class Comparable Console Convert Double Enum Environment Error ' +
    'Exception Float Func Index Integer Iterable Lazy Lock Long Math Module Number Object Override Package Process ' +
    'Progress Random Range Record Runnable Runtime String System Thread Throwable Tuple Type Uri Version Void'
  ).split(' '),
);

/**
 * What reads badly or collides in Python, Java, C# or Go. jsii itself refuses their reserved words, a member named like
 * its class, constants that are not in capitals, and Java's getters.
 *
 * @param taken names that apps import beside this library's: of aws-cdk-lib and constructs
 */
export function problemsWithNames({ types }: Assembly, taken: ReadonlySet<string>): string[] {
  const all = Object.values(types);
  return [...all.flatMap((type) => [...ofType(type, taken), ...ofMembers(type)]), ...ofTypesTogether(all)];
}

function ofType({ fqn, name, kind }: Type, taken: ReadonlySet<string>): string[] {
  const isBehavioural = kind === 'interface' && /^I[A-Z]/.test(name);
  return found(fqn, [
    [/[A-Z]{2}/.test(isBehavioural ? name.slice(1) : name), 'spells an acronym in capitals: C# and Go users write Api'],
    [/^New[A-Z]|_/.test(name), "looks like a function of Go's bindings"],
    [IN_SCOPE.has(name), 'is a name that every file of Java or C# knows'],
    [taken.has(name), 'is a name of aws-cdk-lib or constructs: with both imported, C# and Java call it ambiguous'],
    [
      kind === 'enum' && /s$/.test(name) && !/(ss|us|is)$/.test(name),
      'is an enum in the plural, of which one is taken',
    ],
  ]);
}

function ofMembers({ fqn, datatype, properties = [], methods = [] }: Type): string[] {
  const own = [...properties, ...methods].filter(
    ({ overrides }) => !overrides || overrides.startsWith('cdk-codeconnections.'),
  );
  const parameters = methods.flatMap(({ name, parameters = [] }) =>
    parameters.map((parameter) => ({ ...parameter, place: `${fqn}.${name}(${parameter.name})` })),
  );
  return [
    ...own.flatMap(({ name, const: constant }) =>
      found(`${fqn}.${name}`, [
        [OF_EVERY_OBJECT.has(name), 'is a member of every object in Java or C#'],
        [datatype === true && OF_A_BUILDER.has(name), "is a method of Java's builders"],
        [KEYWORDS.has(name), 'is a keyword of Python and C#'],
        [!constant && /[A-Z]{2}/.test(name), 'spells an acronym in capitals: C# and Go users write Api'],
      ]),
    ),
    ...parameters.flatMap(({ name, place }) => found(place, [[KEYWORDS.has(name), 'is a keyword of Python and C#']])),
    ...twice(own.map(({ name }) => [snakeCase(name), `${fqn}.${name}`])),
  ];
}

/** C# makes the interface `IProps` of a struct `Props`, and file systems do not tell `Github` from `GitHub`. */
function ofTypesTogether(types: readonly Type[]): string[] {
  return twice(
    types.flatMap(({ fqn, name, datatype }): [string, string][] => [
      [name.toLowerCase(), fqn],
      ...(datatype ? [[`I${name}`.toLowerCase(), `${fqn} (I${name} in C#)`] as [string, string]] : []),
    ]),
  );
}

function found(what: string, problems: readonly (readonly [boolean, string])[]): string[] {
  return problems.filter(([is]) => is).map(([, why]) => `${what} ${why}`);
}

/** Each key may be there once. */
function twice(entries: readonly (readonly [string, string])[]): string[] {
  const owners = new Map<string, string>();
  return entries.flatMap(([key, owner]) => {
    const other = owners.get(key);
    owners.set(key, owner);
    return other ? [`${other} and ${owner} have one name in some language: ${key}`] : [];
  });
}

/** As the Python bindings do it. */
function snakeCase(name: string): string {
  return name.replace(/([a-z\d])([A-Z])/g, '$1_$2').toLowerCase();
}
