import { createHash } from 'node:crypto';

/** A commit, as Git has it: its id is the hash of all that it consists of. */
export interface Commit {
  readonly id: string;
  readonly parent?: Commit;
  readonly files: ReadonlyMap<string, string>;
  readonly message: string;
  /** Seconds since the epoch. */
  readonly time: number;
}

/** What Git stores: a file, a folder or a commit. */
export interface GitObject {
  readonly id: string;
  /** With the header over which the id is. */
  readonly content: Buffer;
}

const PERSON = 'simulator <simulator@localhost>';

/** A commit with its id. */
export function newCommit(commit: Omit<Commit, 'id'>): Commit {
  return { ...commit, id: commitObject(commit, treeOf(commit.files).id).id };
}

/** All objects of commits and of those before them, each once, by id. */
export function objectsOf(heads: Iterable<Commit>): Map<string, GitObject> {
  const objects = new Map<string, GitObject>();
  for (const head of heads) {
    for (let commit: Commit | undefined = head; commit && !objects.has(commit.id); commit = commit.parent) {
      const tree = treeOf(commit.files, (object) => objects.set(object.id, object));
      objects.set(commit.id, commitObject(commit, tree.id));
    }
  }
  return objects;
}

function commitObject({ parent, message, time }: Omit<Commit, 'id'>, tree: string): GitObject {
  const by = `${PERSON} ${time} +0000`;
  const lines = [`tree ${tree}`, ...(parent ? [`parent ${parent.id}`] : []), `author ${by}`, `committer ${by}`];
  return object('commit', Buffer.from(`${lines.join('\n')}\n\n${message}\n`));
}

/** The tree of a folder. Each object below it, and the tree itself, is made known. */
function treeOf(files: ReadonlyMap<string, string>, add: (object: GitObject) => void = () => undefined): GitObject {
  const folders = new Map<string, Map<string, string>>();
  const entries: { readonly name: string; readonly mode: string; readonly id: string }[] = [];
  for (const [path, text] of files) {
    const slash = path.indexOf('/');
    if (slash < 0) {
      const blob = object('blob', Buffer.from(text));
      add(blob);
      entries.push({ name: path, mode: '100644', id: blob.id });
    } else {
      const name = path.slice(0, slash);
      const folder = folders.get(name) ?? new Map<string, string>();
      folders.set(name, folder.set(path.slice(slash + 1), text));
    }
  }
  for (const [name, folder] of folders) entries.push({ name, mode: '40000', id: treeOf(folder, add).id });
  // Git sorts folders as if their names ended with a slash.
  const key = ({ name, mode }: (typeof entries)[number]) => Buffer.from(mode === '40000' ? `${name}/` : name);
  entries.sort((one, other) => Buffer.compare(key(one), key(other)));
  const lines = entries.flatMap(({ name, mode, id }) => [Buffer.from(`${mode} ${name}\0`), Buffer.from(id, 'hex')]);
  const tree = object('tree', Buffer.concat(lines));
  add(tree);
  return tree;
}

function object(type: string, body: Buffer): GitObject {
  const content = Buffer.concat([Buffer.from(`${type} ${body.length}\0`), body]);
  return { id: createHash('sha1').update(content).digest('hex'), content };
}
