const TOKEN = /\\(?<escaped>.)|\*\*?|\?|\[(?<negation>!?)(?<members>[^\]]+)\]|[{},]|(?<literal>.)/gsu;

/**
 * A glob of CodePipeline's triggers as a regular expression, by the rules in its user guide: `*` ends at a slash, `**` does
 * not, `?` is one character, `[…]` one of a set, `{a,b}` one of several, and a backslash takes the next character as it is.
 * So `**` and a slash need a slash: `**`+`/README.md` is no file in the root.
 */
export function fromGlob(glob: string): RegExp {
  let depth = 0;
  const source = glob.replace(TOKEN, (token, ...rest) => {
    const { escaped, negation, members, literal } = rest.at(-1) as Record<string, string | undefined>;
    if (members !== undefined) return `[${negation ? '^' : ''}${members.replace(/[\\[\]^]/g, '\\$&')}]`;
    if (token === '**') return '.*';
    if (token === '*') return '[^/]*';
    if (token === '?') return '[^/]';
    if (token === '{') depth += 1;
    if (token === '{') return '(?:';
    if (token === ',' && depth > 0) return '|';
    if (token === '}' && depth > 0) {
      depth -= 1;
      return ')';
    }
    return (escaped ?? literal ?? token).replace(/[\^$\\.*+?()[\]{}|/]/g, '\\$&');
  });
  if (depth > 0) throw new Error(`the glob '${glob}' has a brace without an end`);
  return new RegExp(`^${source}$`, 's');
}
