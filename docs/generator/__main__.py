"""`python -m docs.generator` writes every reference page anew, and says which changed."""

from docs.generator.pages import DOCS, reference_pages


def main() -> None:
    for name, text in reference_pages().items():
        path = DOCS / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            print(f"docs/{name} is new")


if __name__ == "__main__":
    main()
