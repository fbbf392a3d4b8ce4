# Recordings belong into a bucket, where they have versions; in git they would stay for ever.
large=$(find . -type f -size +256k -not -path './.git/*')
if [ -n "$large" ]; then
  echo "These files are larger than 256 KiB. Put them into the bucket turbofan instead:" >&2
  echo "$large" >&2
  exit 1
fi
echo "No large files."
