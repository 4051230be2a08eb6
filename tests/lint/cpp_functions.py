"""The functions of C++ sources, as far as a reader's measures need them: where, how long, how deep, how many decisions.

A definition is a body behind a parameter list in a namespace or a class; a lambda belongs to the function around it.
"""
import dataclasses
import re

TOKEN = re.compile(r"""[A-Za-z_]\w*|\d[\w.']*|::|&&|\|\||->|<<|>>|[-+*/%&|^=!<>]=|\+\+|--|[^\s\w]""")
BRANCHES = {"if", "for", "while", "case", "catch", "&&", "||", "?"}
SCOPES = {"namespace", "class", "struct", "union", "enum", "extern"}
NOT_NAMES = BRANCHES | {"switch", "return", "sizeof", "decltype", "noexcept", "alignas", "requires", "static_assert"}


@dataclasses.dataclass
class Function:
    path: str
    name: str
    line: int         # of its signature
    lines: int        # from the signature to the closing brace
    decisions: int    # branches, && and ||
    nesting: int
    parameters: int
    tokens: int
    has_comment: bool  # above it, or in its first two lines


def blank(match):
    return re.sub(r"[^\n]", " ", match[0])


def without_words(text):
    """Strings and comments become blanks, lines stay where they are; so do the preprocessor's lines."""
    text = re.sub(r'R"(\w*)\(.*?\)\1"', blank, text, flags=re.S)
    text = re.sub(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|(?<![0-9a-fA-F])\'(?:\\.|[^\'\\\n])+\'', blank, text, flags=re.S)
    return re.sub(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", blank, text, flags=re.M)


def tokens_of(text):
    line, at = 1, 0
    for match in TOKEN.finditer(text):
        line += text.count("\n", at, match.start())
        at = match.start()
        yield match[0], line


def matching(tokens, start, opening, closing):
    depth = 0
    for i in range(start, len(tokens)):
        depth += (tokens[i][0] == opening) - (tokens[i][0] == closing)
        if depth == 0:
            return i
    return len(tokens) - 1


def parameter_list(head):
    """The place of the '(' that opens the parameters in the tokens before a body; None when there is none."""
    depth, angle = 0, 0
    for i, (word, _) in enumerate(head):
        if word == "(":
            before = head[i - 1][0] if i else ""
            named = re.match(r"[A-Za-z_]\w*$", before) and before not in NOT_NAMES
            operator = any(head[k][0] == "operator" for k in range(max(0, i - 3), i))
            if depth == 0 and (named or operator):
                return i
            depth += 1
        elif word == ")":
            depth -= 1
        elif word == "=" and depth == 0 and not any(w == "operator" for w, _ in head[:i]):
            return None
    return None


def count_parameters(head, start):
    end = matching(head, start, "(", ")")
    inner = head[start + 1:end]
    if not inner:
        return 0
    depth, count = 0, 1
    for word, _ in inner:
        depth += (word in "([{<") - (word in ")]}>")
        count += word == "," and depth == 0
    return count


def nesting_of(body):
    """How deep branches stand in each other; an else-if is beside its if, a one-line branch counts too."""
    deepest = 0
    braces = []  # True for a brace that a branch or a lambda opened
    pending = False
    previous = ""
    for word, _ in body:
        if word in ("if", "for", "while", "switch", "try") and previous != "else":
            pending = True
            deepest = max(deepest, sum(braces) + 1)
        if word == "{":
            braces.append(pending or previous == "else")
            pending = False
        elif word == "}" and braces:
            braces.pop()
        previous = word
    return deepest


def commented(lines, first, last):
    above = first - 2
    while above >= 0 and re.match(r"\s*(template\b|\[\[|requires\b|#)", lines[above]):
        above -= 1
    if above >= 0 and lines[above].lstrip().startswith(("//", "*", "/*")):
        return True
    return any("//" in line for line in lines[first - 1:min(first + 2, last)])


def functions_of(path, text):
    tokens = list(tokens_of(without_words(text)))
    lines = text.splitlines()
    found, head_start, i = [], 0, 0
    while i < len(tokens):
        word = tokens[i][0]
        if word in (";", "}") or (word == ":" and tokens[i - 1][0] in ("public", "private", "protected")):
            head_start = i + 1
        elif word == "{":
            # What a lambda in a constructor's list left over is no part of the next function's head.
            while head_start < i and tokens[head_start][0] in (")", "{", "}", ","):
                head_start += 1
            head = tokens[head_start:i]
            words = [w for w, _ in head]
            start = parameter_list(head)
            if start is None or (SCOPES & set(words[:start]) and "operator" not in words and start == 0):
                if SCOPES & set(words) and "=" not in words:
                    head_start = i + 1        # a scope: look inside
                else:
                    i = matching(tokens, i, "{", "}")  # a value in braces
                i += 1
                continue
            # A constructor's list may have braces of its own: the body follows a ')' or '}' or a word.
            after = head[matching(head, start, "(", ")") + 1:]
            if ":" in [w for w, _ in after] and re.match(r"[A-Za-z_]\w*$|>$", words[-1]):
                i = matching(tokens, i, "{", "}") + 1
                continue
            end = matching(tokens, i, "{", "}")
            body = tokens[i:end + 1]
            # a try-block's handlers and default member values do not matter here
            name = head[start - 1][0]
            if start > 2 and head[start - 2][0] in ("::", "~") and re.match(r"\w", head[start - 3][0]):
                name = head[start - 3][0] + head[start - 2][0] + name
            first, last = head[0][1], tokens[end][1]
            found.append(Function(path, name, first, last - first + 1, sum(w in BRANCHES for w, _ in body), nesting_of(body),
                                  count_parameters(head, start), len(head) + len(body), commented(lines, first, last)))
            i = end
            head_start = end + 1
        i += 1
    return found
