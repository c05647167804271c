import { Document, isAlias, isMap, isNode, isScalar, type Node, Pair, Scalar, visit, YAMLMap } from 'yaml';
import { shownName } from '../../private/texts';
import { type Content, type Entries, KEYS, normalPath } from './content';
import type { Source } from './formats';
import { toJson } from './json';
import { OPTIONS, type Parsed, parse, refuse } from './parser';
import { copyComments, inlineString, isNull, kindOf, pairOf, stringNode, textOf } from './yaml-nodes';

type Mutable<T> = { -readonly [K in keyof T]?: T[K] };

/** A replacement of the text between two offsets. */
interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** A deployment file with its full text: its values can be changed, and everything else is preserved. */
export class DeploymentDocument {
  /**
   * @throws when the text is not YAML or JSON, or not a deployment file; the message has line and column
   */
  public static parse(source: Source): DeploymentDocument {
    const parsed = new DeploymentDocument(parse(source), source);
    parsed.readAll();
    refuse(parsed.violations);
    return parsed;
  }

  public static empty(): DeploymentDocument {
    const source: Source = { text: '', name: '', format: 'YAML' };
    return new DeploymentDocument({ document: new Document({}, OPTIONS), at: () => '' }, source);
  }

  /** Keys that AWS does not document for deployment files, each with its position. */
  public readonly unknownKeys: string[] = [];

  private readonly violations: string[] = [];
  private readonly document: Document;
  private readonly at: (node: unknown) => string;
  private readonly source: Source;
  private content: Mutable<Content> = {};

  /** The changes to the text, as long as only single values change: all text around them is then preserved. */
  private edits: Edit[] | undefined = [];

  private constructor({ document, at }: Parsed, source: Source) {
    this.document = document;
    this.at = at;
    this.source = source;
  }

  /** The values in the file, the path of the template without a `./` at its beginning. */
  public get(): Content {
    return { ...this.content, templateFilePath: normalPath(this.content.templateFilePath ?? '') };
  }

  /** Changes values, and preserves everything else: sections that are not given, unknown keys, comments, the order. */
  public set(content: Content): void {
    const root = this.document.contents as YAMLMap;
    const path = normalPath(content.templateFilePath);
    if (this.get().templateFilePath !== path) this.setEntry(root, KEYS.path, path);
    for (const section of [KEYS.parameters, KEYS.tags]) {
      const entries = content[section];
      if (entries) this.setSection(root, section, entries);
    }
    this.content = { ...this.content, ...content };
  }

  public toYaml(): string {
    if (this.edits) return this.edited(this.edits);
    const indent = /^( {2,8})\S/m.exec(this.source.text)?.[1]?.length ?? 2;
    return this.withLineEndings(this.document.toString({ lineWidth: 0, indent }));
  }

  public toJson(): string {
    if (this.edits && this.source.format === 'JSON') return this.edited(this.edits);
    const indent = /^([ \t]+)"/m.exec(this.source.text)?.[1] ?? '  ';
    return this.withLineEndings(`${toJson(this.document, indent)}\n`);
  }

  private edited(edits: Edit[]): string {
    let { text } = this.source;
    for (const edit of [...edits].sort((a, b) => b.from - a.from)) {
      text = text.slice(0, edit.from) + edit.text + text.slice(edit.to);
    }
    return text;
  }

  private withLineEndings(text: string): string {
    return this.source.text.includes('\r\n') ? text.replace(/\r?\n/g, '\r\n') : text;
  }

  private readAll(): void {
    const root = this.document.contents;
    visit(this.document, {
      Alias: (_, alias) => {
        if (!alias.resolve(this.document)) this.report(alias, 'refers to an anchor that does not exist');
      },
    });
    if (!isMap(root)) {
      this.report(root, `must be a mapping with the key '${KEYS.path}', got ${kindOf(root)}`);
      return;
    }
    for (const pair of root.items) {
      const key = textOf(pair.key);
      if (key === KEYS.path) this.content.templateFilePath = this.readPath(pair);
      else if (key === KEYS.parameters || key === KEYS.tags) this.content[key] = this.readSection(key, pair);
      else this.unknownKeys.push(`${this.at(pair.key)}: the key '${shownName(key ?? '')}' is unknown`);
    }
    if (this.content.templateFilePath === undefined) this.report(root, `must have the key '${KEYS.path}'`);
  }

  private readPath({ key, value }: Pair): string {
    const path = textOf(this.resolved(value));
    if (path === undefined) this.report(value ?? key, `'${KEYS.path}' must be a string, got ${kindOf(value)}`);
    return path ?? '';
  }

  private readSection(section: string, { key, value }: Pair): Entries | undefined {
    const map = this.resolved(value);
    if (isNull(map)) return undefined;
    if (!isMap(map)) {
      this.report(value ?? key, `'${section}' must be a mapping of names to values, got ${kindOf(map)}`);
      return undefined;
    }
    const entries = map.items.map((pair): [string, string] => {
      const name = textOf(pair.key) ?? '';
      const text = textOf(this.resolved(pair.value));
      if (text === undefined) {
        const expected = `'${section}.${shownName(name)}' must be a string, a number or a boolean`;
        this.report(pair.value ?? pair.key, `${expected}, got ${kindOf(this.resolved(pair.value))}`);
      }
      return [name, text ?? ''];
    });
    return Object.fromEntries(entries);
  }

  private report(node: unknown, violation: string): void {
    this.violations.push(`${this.at(node)}: ${violation}`);
  }

  private setSection(root: YAMLMap, section: string, entries: Entries): void {
    const pair = pairOf(root, section);
    if (!pair && Object.keys(entries).length === 0) return;
    const map = pair ? this.ownMap(pair) : new YAMLMap();
    if (!pair) this.add(root, new Pair(new Scalar(section), map));
    for (const item of [...map.items]) {
      if (!Object.hasOwn(entries, textOf(item.key) ?? '')) this.remove(map, item);
    }
    for (const [name, value] of Object.entries(entries)) this.setEntry(map, name, value);
    if (map.items.length === 0) this.remove(root, pairOf(root, section) as Pair);
  }

  /** The map of a section, copied if anything else shares it. */
  private ownMap(pair: Pair): YAMLMap {
    const map = this.resolved(pair.value);
    if (isMap(map) && map === pair.value) return map;
    const own = isMap(map) ? (map.clone() as YAMLMap) : new YAMLMap();
    own.anchor = undefined;
    if (isNode(pair.value)) copyComments(pair.value, own);
    this.edits = undefined;
    pair.value = own;
    return own;
  }

  private setEntry(map: YAMLMap, name: string, value: string): void {
    const pair = pairOf(map, name);
    if (!pair) {
      this.add(map, new Pair(stringNode(name), stringNode(value)));
      return;
    }
    const before = pair.value;
    if (textOf(this.resolved(before)) === value) return;
    this.edit(before, value);
    const scalar = stringNode(value);
    if (isScalar(before)) {
      this.release(before);
      scalar.type = scalar.type ?? before.type;
    }
    if (isNode(before)) copyComments(before, scalar);
    pair.value = scalar;
  }

  private edit(before: unknown, value: string): void {
    const { range, type, anchor, tag } = isScalar(before) ? before : ({} as Partial<Scalar>);
    const inLine = type === Scalar.PLAIN || type === Scalar.QUOTE_DOUBLE || type === Scalar.QUOTE_SINGLE;
    if (!range || !inLine || anchor || tag) this.edits = undefined;
    else {
      const text = this.source.format === 'JSON' ? JSON.stringify(value) : inlineString(value, type);
      this.edits?.push({ from: range[0], to: range[1], text });
    }
  }

  private add(map: YAMLMap, pair: Pair): void {
    this.edits = undefined;
    map.items.push(pair);
  }

  private remove(map: YAMLMap, pair: Pair): void {
    this.edits = undefined;
    if (isNode(pair.value)) this.release(pair.value);
    map.items.splice(map.items.indexOf(pair), 1);
  }

  /** Replaces aliases of a removed node by copies of it. */
  private release(node: Node): void {
    const anchored = new Set<unknown>();
    visit(node as Parameters<typeof visit>[0], {
      Node: (_, inner) => void (!isAlias(inner) && inner.anchor && anchored.add(inner)),
    });
    if (anchored.size === 0) return;
    visit(this.document, {
      Alias: (_, alias) => {
        const target = alias.resolve(this.document);
        if (!target || !anchored.has(target)) return undefined;
        const copy = target.clone() as Scalar;
        copy.anchor = undefined;
        return copy;
      },
    });
  }

  private resolved(value: unknown): unknown {
    return isAlias(value) ? value.resolve(this.document) : value;
  }
}
