import {
  type Alias,
  Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  Pair,
  parseDocument,
  Scalar,
  stringify,
  visit,
  YAMLMap,
} from 'yaml';
import { throwFindings } from '../private/errors';
import { type Content, type Entries, KEYS } from './content';
import type { Source } from './formats';
import { isJsonLiteral, toJson } from './json';

/** Far above what 50 parameters and 50 tags can take, and small enough to be read at once. */
const LARGEST = 1_000_000;

/** All values are taken as they are written, or 0012 would be 12 when it is written again. */
const OPTIONS = { schema: 'failsafe', resolveKnownTags: false, prettyErrors: false } as const;

/** A deployment file with all that stands in it: it says something else when it is told to, and keeps the rest. */
export class DeploymentDocument {
  /**
   * @throws with line and column, when it is not YAML or JSON, or does not have the form of a deployment file
   */
  public static parse(source: Source): DeploymentDocument {
    const { text, name, format } = source;
    const refuse = (findings: string[]) => throwFindings('InvalidDeploymentFile', findings, undefined);
    if (Buffer.byteLength(text) > LARGEST) {
      refuse([`${name} must have at most ${LARGEST} bytes, got ${Buffer.byteLength(text)}`]);
    }
    const lines = new LineCounter();
    const document = parseDocument(text, { ...OPTIONS, lineCounter: lines });
    const at = (offset: number): string => {
      const { line, col } = lines.linePos(offset);
      return `${name}:${Math.max(line, 1)}:${Math.max(col, 1)}`;
    };
    refuse(
      document.errors.map(({ code, pos, message }) => {
        const what =
          code === 'DUPLICATE_KEY' ? 'the key stands there twice' : `not ${format}: ${withoutSource(message)}`;
        return `${at(pos[0])}: ${what}`;
      }),
    );
    const offset = format === 'JSON' ? notJsonAt(text, document) : undefined;
    if (offset !== undefined) refuse([`${at(offset)}: not JSON: write JSON, or name the file .yaml`]);
    const parsed = new DeploymentDocument(document, text, at);
    refuse(parsed.findings);
    return parsed;
  }

  public static empty(): DeploymentDocument {
    return new DeploymentDocument(new Document({}, OPTIONS), '', () => '');
  }

  /** Keys that no deployment file is documented to have, each with where it stands. */
  public readonly unknownKeys: string[] = [];

  private readonly findings: string[] = [];
  private read: { templateFilePath?: string; parameters?: Entries; tags?: Entries } = {};

  private constructor(
    private readonly document: Document,
    private readonly text: string,
    private readonly at: (offset: number) => string,
  ) {
    if (text !== '' || document.contents === null) this.readAll();
  }

  /** What it says. */
  public get content(): Content {
    return { templateFilePath: '', ...this.read };
  }

  /** Says what it is told, and keeps the rest: what is not said, unknown keys, comments, the order. */
  public say(content: Content): void {
    const root = this.document.contents as YAMLMap;
    this.set(root, KEYS.path, content.templateFilePath);
    for (const section of [KEYS.parameters, KEYS.tags]) {
      const entries = content[section];
      if (entries) this.setSection(root, section, entries);
    }
    this.read = { ...this.read, ...content };
  }

  public toYaml(): string {
    const indent = /^( {2,8})\S/m.exec(this.text)?.[1]?.length ?? 2;
    const yaml = this.document.toString({ lineWidth: 0, indent });
    return this.inLinesAsBefore(yaml);
  }

  public toJson(): string {
    const indent = /^([ \t]+)"/m.exec(this.text)?.[1] ?? '  ';
    return this.inLinesAsBefore(`${toJson(this.document.contents, this.document, indent)}\n`);
  }

  private inLinesAsBefore(text: string): string {
    return this.text.includes('\r\n') ? text.replace(/\r?\n/g, '\r\n') : text;
  }

  private readAll(): void {
    const root = this.document.contents;
    visit(this.document, {
      Alias: (_, alias) => {
        if (!alias.resolve(this.document)) this.find(alias, 'refers to an anchor that there is not');
      },
    });
    if (!isMap(root)) {
      this.find(root, `must be a mapping with the key '${KEYS.path}', got ${kindOf(root)}`);
      return;
    }
    for (const pair of root.items) {
      const key = textOf(pair.key);
      if (key === KEYS.path) this.read.templateFilePath = this.readPath(pair);
      else if (key === KEYS.parameters || key === KEYS.tags) this.read[key] = this.readSection(key, pair);
      else
        this.unknownKeys.push(
          `${this.at(offsetOf(pair.key))}: the key ${key === undefined ? '' : `'${key}' `}is unknown`,
        );
    }
    if (this.read.templateFilePath === undefined) this.find(root, `must have the key '${KEYS.path}'`);
  }

  private readPath({ key, value }: Pair): string {
    const path = textOf(this.resolved(value));
    if (path === undefined) this.find(value ?? key, `'${KEYS.path}' must be a string, got ${kindOf(value)}`);
    return path ?? '';
  }

  private readSection(section: string, { key, value }: Pair): Entries | undefined {
    const map = this.resolved(value);
    if (isNull(map)) return undefined;
    if (!isMap(map)) {
      this.find(value ?? key, `'${section}' must be a mapping of names to values, got ${kindOf(map)}`);
      return undefined;
    }
    const entries = map.items.map((pair): [string, string] => {
      const name = textOf(pair.key) ?? '';
      const text = textOf(this.resolved(pair.value));
      if (text === undefined) {
        const kind = kindOf(this.resolved(pair.value));
        this.find(pair.value ?? pair.key, `'${section}.${name}' must be a string, a number or a boolean, got ${kind}`);
      }
      return [name, text ?? ''];
    });
    return Object.fromEntries(entries);
  }

  private find(where: unknown, finding: string): void {
    this.findings.push(`${this.at(offsetOf(where))}: ${finding}`);
  }

  private setSection(root: YAMLMap, section: string, entries: Entries): void {
    const pair = pairOf(root, section);
    if (!pair && Object.keys(entries).length === 0) return;
    const map = pair ? this.ownMap(pair) : new YAMLMap();
    if (!pair) root.items.push(new Pair(new Scalar(section), map));
    for (const item of [...map.items]) {
      const name = textOf(item.key) ?? '';
      if (!Object.hasOwn(entries, name)) this.remove(map, item);
    }
    for (const [name, value] of Object.entries(entries)) this.set(map, name, value);
    if (map.items.length === 0) this.remove(root, pairOf(root, section) as Pair);
  }

  /** The map of a section, which nothing else shares. */
  private ownMap(pair: Pair): YAMLMap {
    const map = this.resolved(pair.value);
    if (isMap(map) && map === pair.value) return map;
    const own = isMap(map) ? (map.clone() as YAMLMap) : new YAMLMap();
    own.anchor = undefined;
    pair.value = own;
    return own;
  }

  private set(map: YAMLMap, name: string, value: string): void {
    const pair = pairOf(map, name);
    if (!pair) {
      map.items.push(new Pair(plainOrQuoted(name), plainOrQuoted(value)));
      return;
    }
    if (textOf(this.resolved(pair.value)) === value) return;
    const scalar = plainOrQuoted(value);
    const before = pair.value;
    if (isScalar(before)) {
      this.release(before);
      scalar.type = scalar.type ?? before.type;
    }
    if (isNode(before)) copyComments(before, scalar);
    pair.value = scalar;
  }

  private remove(map: YAMLMap, pair: Pair): void {
    if (isNode(pair.value)) this.release(pair.value);
    map.items.splice(map.items.indexOf(pair), 1);
  }

  /** What refers to something that goes gets a copy of it. */
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
    return isAlias(value) ? (value as Alias).resolve(this.document) : value;
  }
}

/** A value that all readers take for a string, also those of YAML 1.1, to whom `yes` is true and 1:30 is 90. */
function plainOrQuoted(value: string): Scalar<string> {
  const scalar = new Scalar(value);
  const mayBePlain = !/^["'=]/.test(stringify(value, { compat: 'yaml-1.1', lineWidth: 0 }));
  if (!mayBePlain) scalar.type = Scalar.QUOTE_DOUBLE;
  return scalar;
}

function copyComments(from: Node, to: Scalar): void {
  if (from.comment) to.comment = from.comment;
  if (from.commentBefore) to.commentBefore = from.commentBefore;
  if (from.spaceBefore) to.spaceBefore = true;
}

function pairOf(map: YAMLMap, name: string): Pair | undefined {
  return map.items.find(({ key }) => textOf(key) === name);
}

/** The text of a value as it is written, so that 1.10 stays 1.10; none for what is no single value. */
function textOf(node: unknown): string | undefined {
  if (!isScalar(node) || isNull(node)) return undefined;
  if (node.tag && !node.tag.startsWith('tag:yaml.org,2002:')) return undefined;
  return String(node.value);
}

function isNull(node: unknown): boolean {
  if (isScalar(node)) return node.type === Scalar.PLAIN && /^(~|null|Null|NULL|)$/.test(String(node.value));
  return node === null || node === undefined;
}

function kindOf(node: unknown): string {
  if (isNull(node)) return 'nothing';
  if (isMap(node)) return 'a mapping';
  if (isSeq(node)) return 'a list';
  return isScalar(node) && node.tag ? `a value with the tag ${node.tag}` : 'a single value';
}

function offsetOf(node: unknown): number {
  return isNode(node) ? (node.range?.[0] ?? 0) : 0;
}

/** The parser quotes what it stumbles over, which may be a secret. */
function withoutSource(message: string): string {
  return message.replace(/"(?:[^"\\]|\\.)*"/g, '…').replace(/; please use .*$/, '');
}

/** Where a text is YAML, but not JSON, if it is. The engine does not always say where. */
function notJsonAt(text: string, document: Document): number | undefined {
  try {
    JSON.parse(text.replace(/^\uFEFF/, ' '));
    return undefined;
  } catch (error) {
    const position = Number(/at position (\d+)/.exec(String(error))?.[1] ?? text.length);
    let first = position;
    visit(document, {
      Node: (_, node) => {
        if (!isJsonNode(node)) first = Math.min(first, offsetOf(node));
      },
    });
    return first;
  }
}

function isJsonNode(node: Node): boolean {
  if (isMap(node) || isSeq(node)) return node.flow === true;
  if (!isScalar(node)) return false;
  return node.type === Scalar.QUOTE_DOUBLE || isJsonLiteral(node);
}
