"""The same as tables.ts with Polars, as its users write it: read, profile, deduplicate, impute, scale, one-hot, Parquet."""
import polars as pl
import polars.selectors as cs
from tables_peer import categories, lap, numbers, out, path

table = pl.read_csv(path, null_values=["N/A"])
lap("read")
# The same profile: counts, ranges, quartiles, distinct values, histograms, frequent values, correlations, copies, outliers.
table.describe()
table.null_count()
table.select(pl.all().n_unique())
numeric = table.select(cs.numeric())
for column in numeric.columns:
    numeric[column].hist(bin_count=24)
    low, high = numeric[column].quantile(0.25), numeric[column].quantile(0.75)
    ((numeric[column] < low - 3 * (high - low)) | (numeric[column] > high + 3 * (high - low))).sum()
for column in table.select(cs.string()).columns:
    table[column].value_counts(sort=True).head(8)
    table[column].str.strip_chars().str.to_lowercase().is_in(["na", "n/a", "nan", "null", "none", "?", "-", ""]).sum()
    length = table[column].str.len_chars()
    length.min(), length.mean(), length.max()
for i, a in enumerate(numeric.columns):
    numeric.select([pl.corr(a, b).alias(b) for b in numeric.columns[i + 1 :]])
table.is_duplicated().sum()
lap("profile")
table = table.unique(maintain_order=True)
table = table.with_columns([pl.col(c).fill_null(pl.col(c).median()) for c in numbers])
lap("clean")
table = table.with_columns([(pl.col(c) - pl.col(c).mean()) / pl.col(c).std(ddof=0) for c in numbers])
table = table.to_dummies(categories, drop_nulls=True) if "drop_nulls" in pl.DataFrame.to_dummies.__doc__ else table.to_dummies(categories)
table.write_parquet(out, compression="zstd")
lap("write")
