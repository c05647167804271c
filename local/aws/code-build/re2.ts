/** The classes of characters that RE2 knows by name. */
const POSIX: Readonly<Record<string, string>> = {
  alnum: '0-9A-Za-z',
  alpha: 'A-Za-z',
  ascii: '\\x00-\\x7F',
  blank: '\\t ',
  cntrl: '\\x00-\\x1F\\x7F',
  digit: '0-9',
  graph: '!-~',
  lower: 'a-z',
  print: ' -~',
  punct: '!-\\/:-@\\[-`\\{-~',
  space: '\\t\\n\\v\\f\\r ',
  upper: 'A-Z',
  word: '0-9A-Za-z_',
  xdigit: '0-9A-Fa-f',
};
const SPACE = '\\t\\n\\f\\r '; // JavaScript's \s has more
const CATEGORY = /^(?:[CLMNPSZ][a-z]?|L&)$/;

/** A step: how many characters it reads, and what they are in JavaScript. */
type Step = readonly [length: number, source: string];

/**
 * The regular expression of JavaScript that finds what a pattern of RE2 finds. AWS documents that CodeBuild's filters have
 * this syntax: https://github.com/google/re2/wiki/Syntax.
 *
 * @throws when RE2 does not take the pattern, or it has flags in its middle, which JavaScript lacks
 */
export function fromRe2(pattern: string): RegExp {
  const [leading, flags] = /^\(\?([imsU]+)\)/.exec(pattern) ?? ['', ''];
  let source = '';
  let rest = pattern.slice(leading.length);
  while (rest !== '') {
    const [length, translated] = step(rest);
    source += translated;
    rest = rest.slice(length);
  }
  try {
    return new RegExp(source, `u${flags.replaceAll('U', '')}`);
  } catch (error) {
    throw new Error(`'${pattern}' is no regular expression: ${(error as Error).message}`);
  }
}

function step(rest: string): Step {
  if (rest.startsWith('\\')) return escaped(rest, false);
  if (rest.startsWith('[')) return characterClass(rest);
  if (rest.startsWith('(?')) return group(rest);
  const [repetition] = /^\{\d+(?:,\d*)?\}/.exec(rest) ?? [];
  if (repetition !== undefined) return [repetition.length, repetition];
  const [character] = rest;
  return [character.length, '{}]'.includes(character) ? `\\${character}` : character];
}

function group(rest: string): Step {
  const [look] = /^\(\?(?:[=!>]|<[=!])/.exec(rest) ?? [];
  if (look !== undefined) throw new Error(`RE2 has no '${look}'`);
  const [name] = /^\(\?P?<\w+>/.exec(rest) ?? [];
  if (name !== undefined) return [name.length, '('];
  if (rest.startsWith('(?:')) return [3, '(?:'];
  throw new Error(`flags are simulated at the start of a pattern only, and '${rest.slice(0, 5)}' is in its middle`);
}

function escaped(rest: string, inClass: boolean): Step {
  const [quoted, literal] = /^\\Q(.*?)(?:\\E|$)/s.exec(rest) ?? [];
  if (quoted !== undefined) return [quoted.length, [...literal].map((each) => literally(each, inClass)).join('')];
  const [property, negation, short, long] = /^\\([pP])(?:([A-Z])|\{(\^?\w+&?)\})/.exec(rest) ?? [];
  if (property !== undefined) return [property.length, unicodeClass(negation, short ?? long)];
  const [hexadecimal, code] = /^\\x\{([0-9A-Fa-f]+)\}/.exec(rest) ?? [];
  if (hexadecimal !== undefined) return [hexadecimal.length, `\\u{${code}}`];
  const [, character = ''] = [...rest.slice(0, 3)];
  const length = 1 + character.length;
  if (/[dDwWtnrfv]/.test(character) || (character === 'x' && /^\\x[0-9A-Fa-f]{2}/.test(rest))) {
    return character === 'x' ? [4, rest.slice(0, 4)] : [length, `\\${character}`];
  }
  if (character === 's') return [length, inClass ? SPACE : `[${SPACE}]`];
  if (character === 'S' && !inClass) return [length, `[^${SPACE}]`];
  if (character === 'a') return [length, '\\x07'];
  if (!inClass && /[bB]/.test(character)) return [length, `\\${character}`];
  if (!inClass && character === 'A') return [length, '(?<![^])'];
  if (!inClass && character === 'z') return [length, '(?![^])'];
  if (character === '' || /[A-Za-z0-9]/.test(character)) throw new Error(`RE2 has no '\\${character}'`);
  return [length, literally(character, inClass)];
}

function unicodeClass(letter: string, name: string): string {
  const negated = (letter === 'P') !== name.startsWith('^');
  const bare = name.replace('^', '');
  const value = bare === 'L&' ? 'LC' : CATEGORY.test(bare) ? bare : `Script=${bare}`;
  return `\\${negated ? 'P' : 'p'}{${value}}`;
}

/** A class; a bracket that comes first in it is a character. */
function characterClass(rest: string): Step {
  let source = /^\[\^?/.exec(rest)?.[0] ?? '';
  let length = source.length;
  for (let first = true; rest[length] !== ']' || first; first = false) {
    const tail = rest.slice(length);
    if (tail === '') throw new Error(`the class '${rest}' has no end`);
    const [read, translated] = classMember(tail);
    source += translated;
    length += read;
  }
  return [length + 1, `${source}]`];
}

function classMember(tail: string): Step {
  const [named, negation, name] = /^\[:(\^?)(\w+):\]/.exec(tail) ?? [];
  if (named !== undefined) {
    if (negation !== '' || POSIX[name] === undefined) throw new Error(`the class '${named}' is not simulated`);
    return [named.length, POSIX[name]];
  }
  if (tail.startsWith('\\')) return escaped(tail, true);
  const [character] = tail;
  return [character.length, character === '-' ? '-' : literally(character, true)];
}

function literally(character: string, inClass: boolean): string {
  return /[\^$\\.*+?()[\]{}|/]/.test(character) || (inClass && character === '-') ? `\\${character}` : character;
}
